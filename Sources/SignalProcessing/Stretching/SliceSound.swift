import Audio
import Glibc

/// The samples of one range of a song and a little around it, to be played back in runs.
///
/// Positions count from the start of the range.
struct SliceSound {
  /// Samples kept before and after the range: what joins look at and the pitch shift's filter reaches.
  static let padding = 1_152

  private(set) var samples = StereoBuffer(count: 0)
  /// Samples of the range.
  private(set) var count = 0

  /// Reads `range` of a song, outside of which lies silence.
  mutating func load(_ source: StereoSpan, _ range: Range<Int>) {
    count = range.count
    let start = range.lowerBound - Self.padding
    let total = range.count + 2 * Self.padding
    let inside = (start..<start + total).clamped(to: 0..<source.count)
    if inside.count < total {
      samples.silence(count: total)
    } else {
      samples.resize(to: total)
    }
    guard !inside.isEmpty else { return }
    var target = samples.mutableSpan
    var heard = target.extracting(inside.lowerBound - start..<inside.upperBound - start)
    heard.left.copy(source.left.extracting(inside))
    heard.right.copy(source.right.extracting(inside))
  }

  /// Writes the range with its joins, from the output's sample `first` on; what was not loaded is silent.
  func play(_ joins: [SpliceJoin], from first: Int, into output: inout MutableStereoSpan) {
    var offset = Self.padding
    var position = first
    let end = first + output.count
    for join in joins {
      copy(position..<min(join.time, end), offset: offset, first: first, into: &output)
      crossfade(join, offset: offset, first: first, into: &output)
      offset += join.jump
      position = join.time + join.length
    }
    copy(position..<max(end, position), offset: offset, first: first, into: &output)
  }

  private func copy(_ range: Range<Int>, offset: Int, first: Int, into output: inout MutableStereoSpan) {
    let inside = range.clamped(to: -offset..<max(samples.count - offset, -offset))
    for index in range.lowerBound..<inside.lowerBound { output.set(0, 0, at: index - first) }
    if !inside.isEmpty {
      let source = samples.span.extracting(inside.lowerBound + offset..<inside.upperBound + offset)
      var heard = output.extracting(inside.lowerBound - first..<inside.upperBound - first)
      heard.left.copy(source.left)
      heard.right.copy(source.right)
    }
    for index in max(inside.upperBound, range.lowerBound)..<range.upperBound { output.set(0, 0, at: index - first) }
  }

  /// Fades so that the power stays even: of equal sounds the gains add up to 1, of unlike sounds their squares do.
  private func crossfade(_ join: SpliceJoin, offset: Int, first: Int, into output: inout MutableStereoSpan) {
    let source = samples.span
    for index in 0..<join.length {
      let phase = 0.5 * Float.pi * (Float(index) + 0.5) / Float(join.length)
      let new = sin(phase) * sin(phase)
      let old = 1 - new
      let scale = 1 / (old * old + new * new + 2 * join.likeness * old * new).squareRoot()
      let from = join.time + index + offset
      let onto = from + join.jump
      output.set(
        scale * (old * source.left[from] + new * source.left[onto]),
        scale * (old * source.right[from] + new * source.right[onto]), at: join.time + index - first)
    }
  }
}

/// A place where a stretch jumps within its source.
struct SpliceJoin: Equatable {
  /// The output's sample where the crossfade starts.
  let time: Int
  /// Samples of the crossfade.
  let length: Int
  /// Samples of the source left out; repeated if negative.
  let jump: Int
  /// How far the two sides of the crossfade are alike, 0...1: their normalised correlation.
  let likeness: Float
}

extension MutableStereoSpan {
  fileprivate mutating func set(_ left: Float, _ right: Float, at index: Int) {
    self.left[index] = left
    self.right[index] = right
  }
}
