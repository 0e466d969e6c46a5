import Audio

/// Lowers a master where a coder would lift it over the ceiling, and nowhere else.
///
/// Coding adds a decibel or two to a few peaks of a remix. Lowering the ceiling for those would cost the whole remix
/// loudness, so each is met where it is. A relief has one value in decibels, 0 or more, for each block of the remix; past
/// its last value there is none.
package enum PeakRelief {
  /// Samples of a block: half a frame of MP3.
  package static let blockLength = 576
  private static let curve = LimiterCurve(hold: LimiterCurve.longestHold)

  package static func blockCount(forSamples count: Int) -> Int {
    (count + blockLength - 1) / blockLength
  }

  /// The gains of the samples of `range`; `nil` if all are 1.
  static func gains(of relief: Span<Float>, range: Range<Int>) -> [Float]? {
    let heard = range.lowerBound - 2 * curve.hold..<range.upperBound + 2 * curve.hold
    let blocks = (heard.lowerBound / blockLength..<heard.upperBound / blockLength + 1).clamped(to: 0..<relief.count)
    guard blocks.contains(where: { relief[$0] > 0 }) else { return nil }
    var needed = [Int32](repeating: LimiterCurve.unity, count: heard.count)
    for block in blocks where relief[block] > 0 {
      let gain = Int32(Double(LimiterCurve.unity) / Decibels.gain(fromDB: Double(relief[block])))
      let samples = (block * blockLength..<(block + 1) * blockLength).clamped(to: heard)
      for sample in samples { needed[sample - heard.lowerBound] = gain }
    }
    return curve.smooth(needed)
  }
}
