import SharedMemory
import SignalProcessing

/// A run of gating blocks of the mix that one task measures.
struct LoudnessGroup {
  /// Blocks of the whole mix.
  let blocks: Range<Int>
  /// The samples that must be looked at, with time before the first block for the filters to settle.
  let samples: Range<Int>
  /// The same blocks, counted from the first of `samples`.
  let blocksInSamples: Range<Int>

  private static let blocksPerGroup = 50
  private static let settlingBlocks = 10

  init(_ index: Int, sampleCount: Int) {
    let first = index * Self.blocksPerGroup
    blocks = first..<min(first + Self.blocksPerGroup, Loudness.blockCount(forSamples: sampleCount))
    let settling = min(first, Self.settlingBlocks)
    let end = (blocks.upperBound - 1) * Loudness.hopLength + Loudness.blockLength
    samples = ((first - settling) * Loudness.hopLength)..<end
    blocksInSamples = settling..<(settling + blocks.count)
  }

  static func count(forSamples sampleCount: Int) -> Int {
    (Loudness.blockCount(forSamples: sampleCount) + blocksPerGroup - 1) / blocksPerGroup
  }
}

extension MixBuffers {
  func checksum(of group: LoudnessGroup) -> UInt64 {
    powers.checksum(of: group.blocks)
  }
}
