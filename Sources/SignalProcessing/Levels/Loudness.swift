package import Audio
import Glibc

/// Loudness after ITU-R BS.1770-4 and EBU R 128.
package enum Loudness {
  /// Samples between the starts of two gating blocks: 100 ms.
  package static let hopLength = 4_410
  /// Samples in a gating block: 400 ms.
  package static let blockLength = 4 * hopLength

  /// Blocks measured by one meter.
  ///
  /// The K-weighting filters remember the past, so each group of blocks is measured from
  /// its own fixed start: a block's value then depends on its index alone, however the song is dealt out.
  private static let blocksPerGroup = 100
  /// Hops fed before a group's first block: within one of them the 38 Hz high-pass forgets all but 1e-9.
  private static let warmUpHops = 2

  /// Gating blocks that lie whole within `sampleCount` samples.
  package static func blockCount(forSamples sampleCount: Int) -> Int {
    sampleCount < blockLength ? 0 : (sampleCount - blockLength) / hopLength + 1
  }

  /// Writes the powers of `blocks`: mean square after K-weighting, summed over the channels.
  ///
  /// Block `b` covers samples `b * hopLength ..< b * hopLength + blockLength`, which must lie in `source`. A pure function
  /// of `source` and the block index: the value does not depend on the range it was asked in. Ranges that start at
  /// multiples of 100 blocks cost least.
  ///
  /// - Parameter powers: Shape: `blocks.count`.
  package static func gatingBlockPowers(
    of source: StereoSpan, blocks: Range<Int>, into powers: inout MutableSpan<Float>
  ) {
    precondition(powers.count == blocks.count, "one power per block")
    precondition(blocks.lowerBound >= 0 && blocks.upperBound <= blockCount(forSamples: source.count))
    var block = blocks.lowerBound
    while block < blocks.upperBound {
      let groupStart = block / blocksPerGroup * blocksPerGroup
      let end = min(groupStart + blocksPerGroup, blocks.upperBound)
      var meter = LoudnessMeter()
      // Of the last four hops; a block is the four hops from its index on.
      var hopPowers = SIMD4<Double>()
      for hop in max(groupStart - warmUpHops, 0)..<end + 3 {
        meter.feed(source.extracting(hop * hopLength..<(hop + 1) * hopLength))
        hopPowers[hop % 4] = meter.hopPower()
        if hop >= block + 3 {
          powers[block - blocks.lowerBound] = Float(hopPowers.sum() / 4)
          block += 1
        }
      }
    }
  }

  /// The integrated loudness in LUFS, gated at -70 LUFS and then at 10 LU under the mean; `nil` when nothing passes.
  package static func integrated(gatingBlockPowers powers: Span<Float>) -> Double? {
    guard let audible = mean(of: powers, above: power(ofLUFS: -70)) else { return nil }
    // The relative gate lies at or under a mean of blocks above it, so some block passes.
    guard let gated = mean(of: powers, above: max(audible / 10, power(ofLUFS: -70))) else { return nil }
    return lufs(ofPower: gated)
  }

  /// The integrated loudness of sound whose K-weighted energies are known block by block; `nil` for silence and for
  /// less than 400 ms.
  ///
  /// - Parameters:
  ///   - energies: As `BlockEnergies` has them. What lies in two hops is shared between them.
  ///   - sampleCount: Of the sound.
  package static func integrated(blockEnergies energies: Span<Float>, sampleCount: Int) -> Double? {
    let blockCount = blockCount(forSamples: sampleCount)
    guard blockCount > 0 else { return nil }
    var powers = [Float](repeating: 0, count: blockCount)
    var hopPowers = SIMD4<Double>()
    for hop in 0..<blockCount + 3 {
      hopPowers[hop % 4] = energy(of: hop * hopLength..<(hop + 1) * hopLength, energies) / Double(hopLength)
      if hop >= 3 { powers[hop - 3] = Float(hopPowers.sum() / 4) }
    }
    return integrated(gatingBlockPowers: powers.span)
  }

  private static func energy(of samples: Range<Int>, _ energies: Span<Float>) -> Double {
    let length = BlockEnergies.blockLength
    let (first, last) = (samples.lowerBound / length, (samples.upperBound - 1) / length)
    var sum = 0.0
    for block in first...last { sum += Double(energies[block]) }
    let before = Double(samples.lowerBound - first * length) / Double(length)
    let after = Double((last + 1) * length - samples.upperBound) / Double(length)
    return sum - before * Double(energies[first]) - after * Double(energies[last])
  }

  /// The loudness of a K-weighted power, in LUFS.
  package static func lufs(ofPower power: Double) -> Double {
    -0.691 + Decibels.decibels(fromPower: power)
  }

  static func power(ofLUFS loudness: Double) -> Double {
    pow(10, (loudness + 0.691) / 10)
  }

  private static func mean(of powers: Span<Float>, above gate: Double) -> Double? {
    var sum = 0.0
    var count = 0
    for index in powers.indices where Double(powers[index]) > gate {
      sum += Double(powers[index])
      count += 1
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
