import Audio

/// Lowers a master where a coder would lift it over the ceiling, and nowhere else.
///
/// Coding adds a decibel or two to a few peaks of a remix. Lowering the ceiling for those would cost the whole remix
/// loudness, so each is met where it is. A relief has one value in decibels, 0 or more, for each block of the remix; past
/// its last value there is none.
package enum PeakRelief {
  /// Samples of a block: half a frame of MP3.
  package static let blockLength = 576
  /// Samples before and behind a block that its value changes.
  package static let reach = (curve.reach + 2) * LimiterCurve.blockLength
  private static var curve: LimiterCurve { LimiterCurve(hold: LimiterCurve.longestHold) }

  package static func blockCount(forSamples count: Int) -> Int {
    (count + blockLength - 1) / blockLength
  }

  /// The gains of `blocks` of a limiter's curve; `nil` if all are 1.
  static func gains(of relief: Span<Float>, blocks: Range<Int>) -> [Float]? {
    let length = blockLength / LimiterCurve.blockLength
    let heard = blocks.lowerBound - curve.reach..<blocks.upperBound + curve.reach
    let values = (max(heard.lowerBound, 0) / length..<max(heard.upperBound, 0) / length + 1).clamped(
      to: 0..<relief.count)
    guard values.contains(where: { relief[$0] > 0 }) else { return nil }
    var needed = [Int32](repeating: LimiterCurve.unity, count: heard.count)
    for value in values where relief[value] > 0 {
      let gain = LimiterCurve.wholeNumber(for: Float(1 / Decibels.gain(fromDB: Double(relief[value]))))
      for block in (value * length..<(value + 1) * length).clamped(to: heard) {
        needed[block - heard.lowerBound] = gain
      }
    }
    return curve.smooth(needed)
  }
}
