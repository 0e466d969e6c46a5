package import Audio
import SignalProcessing

/// Finds the gain that brings a remix to its loudness, with the limiter's losses made good.
///
/// Workers measure segments, before the master and behind it; the supervisor turns the powers of all of them into a
/// gain, in the order of the segments.
package enum LoudnessGoal {
  /// Measurements behind the master at most; at the usual target the first one finds the gain settled.
  package static let rounds = 8
  /// A correction under this many decibels needs no further measurement.
  package static let tolerance = 0.1
  /// Gating blocks ahead of a segment's first, so that the weighting filters settle.
  private static let warmUpBlocks = 10
  /// Most gain that is ever applied, for remixes of near silence.
  private static let gainLimits = -40.0...30.0

  /// The gating blocks that start within a segment; together the segments' blocks are those of the whole remix.
  package static func blocks(ofSegment segment: Int, of plan: RemixPlan) -> Range<Int> {
    let range = plan.range(ofSegment: segment)
    let hop = Loudness.hopLength
    let total = Loudness.blockCount(forSamples: plan.sampleCount)
    let first = (range.lowerBound + hop - 1) / hop
    return min(first, total)..<min((range.upperBound + hop - 1) / hop, total)
  }

  /// The samples of the unlimited mix that measuring a segment reads.
  package static func samplesNeeded(forSegment segment: Int, of plan: RemixPlan) -> Range<Int> {
    let blocks = blocks(ofSegment: segment, of: plan)
    let heard = heard(blocks)
    return max(heard.lowerBound - Master.context, 0)..<min(heard.upperBound + Master.context, plan.sampleCount)
  }

  /// The powers of a segment's gating blocks.
  ///
  /// - Parameters:
  ///   - mix: The unlimited mix from its first sample on, at least as far as `samplesNeeded` says.
  ///   - master: What the mix goes through; `nil` measures the mix itself.
  ///   - relief: What is taken off behind the master, as `PeakRelief` has it.
  package static func powers(
    of mix: StereoSpan, segment: Int, of plan: RemixPlan, master: Master?, relief: Span<Float>
  ) -> [Float] {
    let blocks = blocks(ofSegment: segment, of: plan)
    guard !blocks.isEmpty else { return [] }
    let heard = heard(blocks)
    var sound = StereoBuffer(count: heard.count)
    var span = sound.mutableSpan
    if let master {
      master.process(mix, range: heard, relief: relief, into: &span)
    } else {
      for index in 0..<heard.count {
        span.left[index] = mix.left[heard.lowerBound + index]
        span.right[index] = mix.right[heard.lowerBound + index]
      }
    }
    let skipped = blocks.lowerBound - heard.lowerBound / Loudness.hopLength
    var powers = [Float](repeating: 0, count: blocks.count)
    var powerSpan = powers.mutableSpan
    Loudness.gatingBlockPowers(of: sound.span, blocks: skipped..<skipped + blocks.count, into: &powerSpan)
    return powers
  }

  /// The first gain: what the unlimited mix lacks, and about what the compressor will take.
  ///
  /// - Parameter powers: Those of the unlimited mix, of all segments in order.
  package static func gainDB(
    unlimitedPowers powers: Span<Float>, target: Double, compression: BusCompression? = nil
  ) -> Double {
    let gain = correctedGainDB(0, limitedPowers: powers, target: target)
    guard let compression else { return gain }
    var compressed = [Float](repeating: 0, count: powers.count)
    var corrected = gain
    for _ in 0..<8 {
      for index in powers.indices {
        let level = Loudness.lufs(ofPower: Double(powers[index])) + corrected
        let reduction = compression.reductionDB(atExcess: level - target - compression.thresholdOffsetLU)
        compressed[index] = powers[index] * Float(Self.power(ofDB: corrected - reduction))
      }
      corrected = correctedGainDB(corrected, limitedPowers: compressed.span, target: target)
    }
    return corrected
  }

  /// The gain for the next try, after a look at the limited sound.
  ///
  /// - Parameters:
  ///   - powers: Those behind a master with `gainDB`, of all segments in order.
  ///   - compression: The master's: of each decibel more that goes in, part is lost.
  package static func correctedGainDB(
    _ gainDB: Double, limitedPowers powers: Span<Float>, target: Double, compression: BusCompression? = nil
  ) -> Double {
    guard let loudness = Loudness.integrated(gatingBlockPowers: powers) else { return gainDB }
    let gain = gainDB + (target - loudness) / (compression.map { slope($0, powers, target: target) } ?? 1)
    return min(max(gain, gainLimits.lowerBound), gainLimits.upperBound)
  }

  /// The gain for the next try, after looks at the sound behind the master with two gains, which tell how much of a
  /// decibel more the limiter and the compressor take.
  ///
  /// - Parameters:
  ///   - last: The last gain, and what it led to.
  ///   - before: The gain before it, and what that led to.
  package static func correctedGainDB(after last: LoudnessTry, before: LoudnessTry, target: Double) -> Double {
    let step = last.gainDB - before.gainDB
    let slope = abs(step) > 0.01 ? min(max((last.loudnessLUFS - before.loudnessLUFS) / step, 0.2), 1) : 1
    let gain = last.gainDB + (target - last.loudnessLUFS) / slope
    return min(max(gain, gainLimits.lowerBound), gainLimits.upperBound)
  }

  private static func power(ofDB decibels: Double) -> Double {
    let gain = Decibels.gain(fromDB: decibels)
    return gain * gain
  }

  /// Decibels that a compressed mix gains for one more that goes in, on average over its power.
  private static func slope(_ compression: BusCompression, _ powers: Span<Float>, target: Double) -> Double {
    var (sum, weighted) = (0.0, 0.0)
    for index in powers.indices where powers[index] > 0 {
      let excess = Loudness.lufs(ofPower: Double(powers[index])) - target - compression.thresholdOffsetLU
      // What came out at this level went in at a higher one.
      let entered = excess + compression.reductionDB(atExcess: excess)
      let step = compression.reductionDB(atExcess: entered + 0.5) - compression.reductionDB(atExcess: entered - 0.5)
      sum += Double(powers[index])
      weighted += Double(powers[index]) * (1 - step)
    }
    return sum > 0 ? weighted / sum : 1
  }

  /// The samples of `blocks` and of the warm-up before them, from a multiple of the hop on.
  private static func heard(_ blocks: Range<Int>) -> Range<Int> {
    guard !blocks.isEmpty else { return 0..<0 }
    let first = max(blocks.lowerBound - warmUpBlocks, 0)
    return first * Loudness.hopLength..<(blocks.upperBound + 3) * Loudness.hopLength
  }
}
