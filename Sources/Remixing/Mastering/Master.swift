package import Audio
import SignalProcessing

/// The last step of a remix: gains, then a limiter for true peaks that looks ahead.
///
/// Without memory, so that any range can be mastered alone: gains are computed for the middle of each 16 samples, and go
/// from one to the next in straight lines.
package struct Master: Sendable {
  private let ceiling: Float
  private let curve: LimiterCurve
  private let detector = TruePeakDetector()

  /// Samples before and after a range that its result depends on.
  package static let reach = (2 * LimiterCurve.longestHold + 3) * nodeDistance + TruePeakDetector.reach
  /// Samples between two gains.
  private static let nodeDistance = LimiterCurve.blockLength

  /// - Parameters:
  ///   - truePeakCeilingDB: What the wave between the samples may reach, in dBTP.
  ///   - targetLUFS: The loudness that the gains aim at; the limiter's speed follows it.
  package init(truePeakCeilingDB: Double, targetLUFS: Double = -14) {
    ceiling = Float(Decibels.gain(fromDB: truePeakCeilingDB))
    curve = LimiterCurve(targetLUFS: targetLUFS)
  }

  /// Masters the samples `range` of `mix`.
  ///
  /// - Parameters:
  ///   - mix: Holds `reach` samples on either side of `range`, or less where the remix starts and ends: outside of it
  ///     lies silence.
  ///   - origin: The number of the mix's first sample.
  ///   - peaks: Those of its `LevelProfile`.
  ///   - gains: Of the blocks of `BlockEnergies`, before the limiter.
  ///   - relief: What is taken off behind the limiter, as `PeakRelief` has it.
  ///   - output: Shape: `range`.
  package func process(
    _ mix: StereoSpan, origin: Int = 0, range: Range<Int>, peaks: Span<Float>, gains: Span<Float>, relief: Span<Float>,
    into output: inout MutableStereoSpan
  ) {
    precondition(output.count == range.count, "output must fit the range")
    guard !range.isEmpty else { return }
    let half = Self.nodeDistance / 2
    // The first sample of a segment between two nodes is that of the left one.
    let first = (range.lowerBound + half) / Self.nodeDistance - 1
    let last = (range.upperBound - 1 + half) / Self.nodeDistance
    let nodes = nodeGains(
      first..<last + 1, mix, origin: origin, peaks: peaks, gains: gains, relief: relief)
    for node in first..<last {
      let start = node * Self.nodeDistance + half
      let (gain, next) = (nodes[node - first], nodes[node + 1 - first])
      let step = (next - gain) / Float(Self.nodeDistance)
      if range.contains(start) && start + Self.nodeDistance <= range.upperBound {
        let place = (mix: start - origin, output: start - range.lowerBound)
        Self.amplify(mix.left, from: place.mix, gain, step: step, into: &output.left, at: place.output)
        Self.amplify(mix.right, from: place.mix, gain, step: step, into: &output.right, at: place.output)
        continue
      }
      for sample in (start..<start + Self.nodeDistance).clamped(to: range) {
        let total = gain + step * Float(sample - start)
        output.left[sample - range.lowerBound] = mix.left[sample - origin] * total
        output.right[sample - range.lowerBound] = mix.right[sample - origin] * total
      }
    }
  }

  /// Writes all samples from a node up to the next, times gains that start with `gain` and grow by `step`.
  private static func amplify(
    _ samples: Span<Float>, from start: Int, _ gain: Float, step: Float, into output: inout MutableSpan<Float>,
    at place: Int
  ) {
    precondition(start >= 0 && samples.count - start >= nodeDistance, "the samples must be there")
    precondition(place >= 0 && output.count - place >= nodeDistance, "the samples must fit")
    for offset in stride(from: 0, to: nodeDistance, by: 8) {
      let total = gain + step * (SIMD8(0, 1, 2, 3, 4, 5, 6, 7) + Float(offset))
      unsafe output.set(samples.vector(unchecked: start &+ offset) * total, unchecked: place &+ offset)
    }
  }

  /// The gains at the middles of `blocks` of the limiter's curve.
  private func nodeGains(
    _ blocks: Range<Int>, _ mix: StereoSpan, origin: Int, peaks: Span<Float>, gains: Span<Float>, relief: Span<Float>
  ) -> [Float] {
    var nodes = blocks.map { Self.gain(gains, ofBlock: $0) }
    if let needed = neededGains(
      blocks.lowerBound - curve.reach..<blocks.upperBound + curve.reach, mix, origin: origin, peaks: peaks,
      gains: gains)
    {
      let limited = curve.smooth(needed)
      for index in nodes.indices { nodes[index] *= limited[index] }
    }
    if let relieved = PeakRelief.gains(of: relief, blocks: blocks) {
      for index in nodes.indices { nodes[index] *= relieved[index] }
    }
    return nodes
  }

  /// The gain before the limiter in the middle of one of its blocks.
  static func gain(_ gains: Span<Float>, ofBlock block: Int) -> Float {
    guard let last = gains.indices.last else { return 1 }
    // Counted in blocks of the limiter from the middle of the first gain's block on, less a half.
    let distance = 2 * block + 1 - LevelProfile.peaksPerBlock
    let (whole, rest) = distance.quotientAndRemainder(dividingBy: 2 * LevelProfile.peaksPerBlock)
    guard distance >= 0 else { return gains[0] }
    guard whole < last else { return gains[last] }
    return gains[whole] + (gains[whole + 1] - gains[whole]) * Float(rest) / Float(2 * LevelProfile.peaksPerBlock)
  }

  /// The gain that each of `blocks` needs to stay under the ceiling; `nil` if none needs any.
  private func neededGains(
    _ blocks: Range<Int>, _ mix: StereoSpan, origin: Int, peaks: Span<Float>, gains: Span<Float>
  ) -> [Int32]? {
    let known = blocks.clamped(to: 0..<peaks.count)
    let first = max(known.lowerBound - 1, 0)
    let before = (first..<min(known.upperBound + 1, peaks.count)).map { Self.gain(gains, ofBlock: $0) }
    let loudest = peaks.extracting(first..<first + before.count)
    var needed: [Int32]?
    // Where several blocks together stay under the ceiling, none has to be looked at.
    for start in stride(from: known.lowerBound, to: known.upperBound, by: 8) {
      let group = start..<min(start + 8, known.upperBound)
      let highest = before.span.largest(around: group, first)
      guard mayExceed(loudest.largest(around: group, first), highest) else { continue }
      for block in group {
        let gain = before.span.largest(around: block..<block + 1, first)
        guard mayExceed(loudest.largest(around: block..<block + 1, first), gain) else { continue }
        let peak = gain * truePeak(of: mix, from: block * Self.nodeDistance - origin, above: ceiling / gain)
        guard peak > ceiling else { continue }
        if needed == nil { needed = [Int32](repeating: LimiterCurve.unity, count: blocks.count) }
        needed?[block - blocks.lowerBound] = LimiterCurve.wholeNumber(for: ceiling / peak)
      }
    }
    return needed
  }

  /// Whether the wave of samples that are no louder than `peak` can exceed the ceiling.
  private func mayExceed(_ peak: Float, _ gain: Float) -> Bool { peak * gain * detector.largestRise > ceiling }

  private func truePeak(of mix: StereoSpan, from start: Int, above limit: Float) -> Float {
    max(
      truePeakOfBlock(mix.left, from: start, above: limit), truePeakOfBlock(mix.right, from: start, above: limit))
  }

  private func truePeakOfBlock(_ samples: Span<Float>, from start: Int, above limit: Float) -> Float {
    let length = Self.nodeDistance
    let reach = TruePeakDetector.reach
    guard start >= reach, start + length + reach <= samples.count else {
      var padded = [Float](repeating: 0, count: length + 2 * reach)
      for position in (start - reach..<start + length + reach).clamped(to: 0..<samples.count) {
        padded[position - start + reach] = samples[position]
      }
      return truePeak(of: padded.span, from: reach, above: limit)
    }
    return truePeak(of: samples, from: start, above: limit)
  }

  private func truePeak(of samples: Span<Float>, from start: Int, above limit: Float) -> Float {
    max(
      detector.peak(of: samples, from: start, above: limit),
      detector.peak(of: samples, from: start + 8, above: limit))
  }
}

extension Span<Float> {
  /// The largest of the positive values of some blocks and their neighbours: a wave is made of samples of these, too.
  ///
  /// - Parameter first: The number of the first value's block.
  fileprivate func largest(around blocks: Range<Int>, _ first: Int) -> Float {
    var largest: Float = 0
    for index in Swift.max(blocks.lowerBound - 1 - first, 0)..<Swift.min(blocks.upperBound + 1 - first, count) {
      largest = largest < self[index] ? self[index] : largest
    }
    return largest
  }
}
