import Audio
import SignalProcessing
import Styles

/// The harmonic or percussive part of a song, made block by block as it is asked for.
struct SeparatedSong: ~Copyable {
  /// Samples; blocks lie at multiples of it, so that what one holds never depends on who asked for it.
  private static let blockLength = 1 << 13
  /// Blocks kept: those of about two segments.
  private static let blockLimit = 48

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

  /// Makes ready what several ranges of a part depend on: a long run of blocks costs less than as many short ones.
  mutating func prepare(_ ranges: [Range<Int>], of source: StereoSpan) {
    let needed = Set(ranges.flatMap { Self.blockNumbers(of: $0) })
    guard needed.count <= Self.blockLimit else { return }
    // Those that are known must not make room for the others.
    blocks = blocks.filter { !needed.contains($0.number) } + blocks.filter { needed.contains($0.number) }
    var runs: [Range<Int>] = []
    for number in needed.sorted() where !isKnown(number) {
      if runs.last?.upperBound == number {
        runs[runs.count - 1] = runs[runs.count - 1].lowerBound..<number + 1
      } else {
        runs.append(number..<number + 1)
      }
    }
    for run in runs { _ = makeBlocks(run, of: source) }
  }

  /// The samples `range` of a part; outside of the song lies silence.
  mutating func part(_ component: SongLayer.Component, of source: StereoSpan, _ range: Range<Int>) -> StereoBuffer {
    var part = StereoBuffer(count: range.count)
    var output = part.mutableSpan
    for block in blocks(Self.blockNumbers(of: range), of: source) {
      let start = block.number * Self.blockLength
      let shared = range.clamped(to: start..<start + Self.blockLength)
      guard !shared.isEmpty else { continue }
      let sound = component == .percussive ? block.percussive : block.harmonic
      let heard = sound.span.extracting(shared.lowerBound - start..<shared.upperBound - start)
      var target = output.extracting(shared.lowerBound - range.lowerBound..<shared.upperBound - range.lowerBound)
      target.left.copy(heard.left)
      target.right.copy(heard.right)
    }
    return part
  }

  /// The blocks of `numbers`, of which unknown ones that follow each other are made in one go.
  private mutating func blocks(_ numbers: ClosedRange<Int>, of source: StereoSpan) -> [Block] {
    var found: [Block] = []
    var number = numbers.lowerBound
    while number <= numbers.upperBound {
      if let known = blocks.first(where: { $0.number == number }) {
        found.append(known)
        number += 1
        continue
      }
      var end = number + 1
      while end <= numbers.upperBound, !isKnown(end) { end += 1 }
      found += makeBlocks(number..<end, of: source)
      number = end
    }
    return found
  }

  private func isKnown(_ number: Int) -> Bool { blocks.contains { $0.number == number } }

  private mutating func makeBlocks(_ numbers: Range<Int>, of source: StereoSpan) -> [Block] {
    let range = numbers.lowerBound * Self.blockLength..<numbers.upperBound * Self.blockLength
    var harmonic = StereoBuffer(count: range.count)
    var percussive = StereoBuffer(count: range.count)
    var harmonicSpan = harmonic.mutableSpan
    var percussiveSpan = percussive.mutableSpan
    separation.separate(source, range: range, into: &harmonicSpan, percussive: &percussiveSpan)
    let made = numbers.map { number in
      let place = (number - numbers.lowerBound) * Self.blockLength
      let part = place..<place + Self.blockLength
      return Block(number: number, harmonic: harmonic.part(part), percussive: percussive.part(part))
    }
    blocks += made
    if blocks.count > Self.blockLimit { blocks.removeFirst(blocks.count - Self.blockLimit) }
    return made
  }

  private static func blockNumbers(of range: Range<Int>) -> ClosedRange<Int> {
    let first = range.lowerBound >> blockLength.trailingZeroBitCount
    return first...max((range.upperBound - 1) >> blockLength.trailingZeroBitCount, first)
  }
}

extension StereoBuffer {
  fileprivate func part(_ range: Range<Int>) -> StereoBuffer {
    StereoBuffer(left: Array(left[range]), right: Array(right[range]))
  }
}
