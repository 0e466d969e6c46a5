package import Audio

/// The last step of a remix: gain, a compressor if wanted, then a limiter for true peaks that looks ahead.
///
/// Without memory, so that any range can be mastered alone: a sample's result depends on `context` samples on either
/// side of it and on nothing else.
package struct Master: Sendable {
  /// Samples before and after a range that its result depends on.
  package static let context = limiterContext + BusCompressor.reach
  private static let limiterContext = 2 * LimiterCurve.longestHold + 1 + TruePeakDetector.reach

  private let gain: Float
  private let ceiling: Float
  private let curve: LimiterCurve
  private let compressor: BusCompressor?
  private let detector = TruePeakDetector()

  /// - Parameters:
  ///   - gainDB: Before the compressor and the limiter.
  ///   - truePeakCeilingDB: What the wave between the samples may reach, in dBTP.
  ///   - compression: Of the sound with its gain; `nil` leaves the dynamics to the limiter.
  ///   - targetLUFS: The loudness that `gainDB` aims at; the compressor's threshold and the limiter's speed follow it.
  package init(
    gainDB: Double, truePeakCeilingDB: Double, compression: BusCompression? = nil, targetLUFS: Double = -14
  ) {
    let gain = Float(Decibels.gain(fromDB: gainDB))
    self.gain = gain
    ceiling = Float(Decibels.gain(fromDB: truePeakCeilingDB))
    curve = LimiterCurve(targetLUFS: targetLUFS)
    compressor = compression.map { BusCompressor($0, gain: gain, targetLUFS: targetLUFS) }
  }

  /// Masters the samples `range` of `mix`.
  ///
  /// - Parameters:
  ///   - mix: Holds `context` samples on either side of `range`, or less where the remix starts and ends: outside of it
  ///     lies silence.
  ///   - relief: What is taken off behind the limiter, as `PeakRelief` has it.
  ///   - output: Shape: `range`.
  package func process(
    _ mix: StereoSpan, range: Range<Int>, relief: Span<Float>, into output: inout MutableStereoSpan
  ) {
    process(mix, range: range, into: &output)
    guard let gains = PeakRelief.gains(of: relief, range: range) else { return }
    for index in gains.indices {
      output.left[index] *= gains[index]
      output.right[index] *= gains[index]
    }
  }

  /// Masters the samples `range` of `mix` without relief.
  package func process(_ mix: StereoSpan, range: Range<Int>, into output: inout MutableStereoSpan) {
    precondition(output.count == range.count, "output must fit the range")
    let heard = (range.lowerBound - Self.limiterContext..<range.upperBound + Self.limiterContext)
      .clamped(to: 0..<mix.count)
    guard let gains = compressor?.gains(for: mix, range: heard) else {
      limit(mix, range: range, into: &output)
      return
    }
    var compressed = StereoBuffer(count: heard.count)
    for index in 0..<heard.count {
      compressed.left[index] = mix.left[heard.lowerBound + index] * gains[index]
      compressed.right[index] = mix.right[heard.lowerBound + index] * gains[index]
    }
    let place = range.lowerBound - heard.lowerBound
    limit(compressed.span, range: place..<place + range.count, into: &output)
  }

  /// Applies the gain, and holds the peaks of the samples `range` of `mix` down.
  private func limit(_ mix: StereoSpan, range: Range<Int>, into output: inout MutableStereoSpan) {
    let needed = neededGains(
      for: mix, from: range.lowerBound - 2 * curve.hold, count: range.count + 4 * curve.hold)
    let gains = needed.map { curve.smooth($0) }
    for index in 0..<range.count {
      let total = gain * (gains?[index] ?? 1)
      output.left[index] = mix.left[range.lowerBound + index] * total
      output.right[index] = mix.right[range.lowerBound + index] * total
    }
  }

  /// The gain that each sample needs to stay under the ceiling; `nil` if none needs any.
  private func neededGains(for mix: StereoSpan, from start: Int, count: Int) -> [Int32]? {
    // One sample more at the front: the peak after it lies as near to the first one asked for.
    let reach = TruePeakDetector.reach
    let padded = Self.padded(mix, from: start - 1 - reach, count: count + 1 + 2 * reach)
    var needed: [Int32]?
    let block = 64
    // Where samples stay this low, the wave between them cannot reach the ceiling.
    let unscaledCeiling = ceiling / gain
    let harmless = 0.999 * unscaledCeiling / detector.largestRise
    for first in stride(from: 0, to: count + 1, by: block) {
      let last = min(first + block, count + 1)
      let left = padded.left.span.extracting(first..<last + 2 * reach)
      let right = padded.right.span.extracting(first..<last + 2 * reach)
      guard max(Self.largest(of: left), Self.largest(of: right)) > harmless else { continue }
      for index in 0..<last - first {
        let peak =
          gain
          * max(
            detector.peak(of: left, at: index + reach, near: unscaledCeiling),
            detector.peak(of: right, at: index + reach, near: unscaledCeiling))
        guard peak > ceiling else { continue }
        var gains = needed ?? [Int32](repeating: LimiterCurve.unity, count: count)
        needed = nil
        let limit = Int32(Double(LimiterCurve.unity) * Double(ceiling / peak))
        let position = first + index - 1
        if position >= 0 { gains[position] = min(gains[position], limit) }
        if position + 1 < count { gains[position + 1] = min(gains[position + 1], limit) }
        needed = gains
      }
    }
    return needed
  }

  private static func padded(_ mix: StereoSpan, from start: Int, count: Int) -> StereoBuffer {
    var padded = StereoBuffer(count: count)
    for position in max(start, 0)..<max(min(start + count, mix.count), max(start, 0)) {
      padded.left[position - start] = mix.left[position]
      padded.right[position - start] = mix.right[position]
    }
    return padded
  }

  private static func largest(of samples: Span<Float>) -> Float {
    var largest: Float = 0
    for index in samples.indices { largest = max(largest, abs(samples[index])) }
    return largest
  }
}
