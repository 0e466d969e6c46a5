package import Audio
import Glibc

/// Loudness after ITU-R BS.1770-4 and EBU R 128.
package enum Loudness {
  /// Samples between the starts of two gating blocks: 100 ms.
  package static let hopLength = 4_410
  /// Samples in a gating block: 400 ms.
  package static let blockLength = 4 * hopLength

  /// Gating blocks that lie whole within `sampleCount` samples.
  package static func blockCount(forSamples sampleCount: Int) -> Int {
    sampleCount < blockLength ? 0 : (sampleCount - blockLength) / hopLength + 1
  }

  /// Samples that must be there so that `blocks` can be measured, unless the sound ends before.
  package static func samplesNeeded(forBlocks blocks: Range<Int>) -> Range<Int> {
    let first = blocks.lowerBound * hopLength
    let start = max(first / BlockEnergies.groupLength * BlockEnergies.groupLength - BlockEnergies.warmUpLength, 0)
    let end = (blocks.upperBound + 3) * hopLength
    return start..<BlockEnergies.blockCount(forSamples: end) * BlockEnergies.blockLength
  }

  /// Writes the powers of `blocks`: mean square after K-weighting, summed over the channels.
  ///
  /// Block `b` covers samples `b * hopLength ..< b * hopLength + blockLength`, which must lie in `source`. A pure function
  /// of `source` and the block index: the value does not depend on the range it was asked in.
  ///
  /// - Parameter powers: Shape: `blocks.count`.
  package static func gatingBlockPowers(
    of source: StereoSpan, blocks: Range<Int>, into powers: inout MutableSpan<Float>
  ) {
    precondition(powers.count == blocks.count, "one power per block")
    precondition(blocks.lowerBound >= 0 && blocks.upperBound <= blockCount(forSamples: source.count))
    guard !blocks.isEmpty else { return }
    let start = blocks.lowerBound * hopLength / BlockEnergies.groupLength * BlockEnergies.groupLength
    let samples = start..<min(samplesNeeded(forBlocks: blocks).upperBound, source.count)
    var energies = [Float](repeating: 0, count: BlockEnergies.blockCount(forSamples: samples.count))
    var energySpan = energies.mutableSpan
    BlockEnergies.measure(source, samples: samples, weighted: &energySpan)
    Self.powers(of: blocks, blockEnergies: energies.span, from: start, into: &powers)
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
    var powerSpan = powers.mutableSpan
    Self.powers(of: 0..<blockCount, blockEnergies: energies, from: 0, into: &powerSpan)
    return integrated(gatingBlockPowers: powers.span)
  }

  /// - Parameter start: The sample that the first energy's block starts at.
  private static func powers(
    of blocks: Range<Int>, blockEnergies energies: Span<Float>, from start: Int, into powers: inout MutableSpan<Float>
  ) {
    // Of the last four hops; a block is the four hops from its index on.
    var hopPowers = SIMD4<Double>()
    for hop in blocks.lowerBound..<blocks.upperBound + 3 {
      let samples = hop * hopLength - start..<(hop + 1) * hopLength - start
      hopPowers[hop % 4] = energy(of: samples, energies) / Double(hopLength)
      if hop >= blocks.lowerBound + 3 { powers[hop - 3 - blocks.lowerBound] = Float(hopPowers.sum() / 4) }
    }
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
