import Audio
import SignalProcessing
import Styles

/// The harmonic or percussive part of a song, made block by block as it is asked for.
struct SeparatedSong: ~Copyable {
  /// Samples; blocks lie at multiples of it, so that a sample never depends on who asked for it.
  private static let blockLength = 1 << 16
  /// Blocks kept: those of about two segments.
  private static let blockLimit = 6

  private struct Block {
    let number: Int
    let harmonic: StereoBuffer
    let percussive: StereoBuffer
  }

  private var separation = HarmonicSeparation()
  private var blocks: [Block] = []

  /// The samples of the song that `range` of a part depends on.
  static func samplesRead(for range: Range<Int>) -> Range<Int> {
    let numbers = blockNumbers(of: range)
    return numbers.lowerBound * blockLength - HarmonicSeparation.reach..<(numbers.upperBound + 1) * blockLength
      + HarmonicSeparation.reach
  }

  /// The samples `range` of a part; outside of the song lies silence.
  mutating func part(_ component: SongLayer.Component, of source: StereoSpan, _ range: Range<Int>) -> StereoBuffer {
    var part = StereoBuffer(count: range.count)
    for number in Self.blockNumbers(of: range) {
      let block = block(number, of: source)
      let sound = component == .percussive ? block.percussive : block.harmonic
      let start = number * Self.blockLength
      let shared = range.clamped(to: start..<start + Self.blockLength)
      for position in shared {
        part.left[position - range.lowerBound] = sound.left[position - start]
        part.right[position - range.lowerBound] = sound.right[position - start]
      }
    }
    return part
  }

  private mutating func block(_ number: Int, of source: StereoSpan) -> Block {
    if let known = blocks.first(where: { $0.number == number }) { return known }
    let start = number * Self.blockLength
    var harmonic = StereoBuffer(count: Self.blockLength)
    var percussive = harmonic
    var harmonicSpan = harmonic.mutableSpan
    var percussiveSpan = percussive.mutableSpan
    separation.separate(
      source, range: start..<start + Self.blockLength, into: &harmonicSpan, percussive: &percussiveSpan)
    let block = Block(number: number, harmonic: harmonic, percussive: percussive)
    if blocks.count == Self.blockLimit { blocks.removeFirst() }
    blocks.append(block)
    return block
  }

  private static func blockNumbers(of range: Range<Int>) -> ClosedRange<Int> {
    let first = range.lowerBound >> blockLength.trailingZeroBitCount
    return first...max((range.upperBound - 1) >> blockLength.trailingZeroBitCount, first)
  }
}
