/// How the song is cut up and put together anew, bar by bar.
package struct ChopPhrase: Equatable, Sendable {
  /// What a piece plays.
  package enum Content: Equatable, Sendable {
    /// A cell of the song that fits the bar's note: the choices are numbered from 0, and `after` counts the song's
    /// beats from there on.
    case cell(choice: Int, after: Int)
    /// What the song itself plays at this place.
    case song
  }

  /// What is done to a piece.
  package enum Operation: Equatable, Sendable {
    /// Starts over after so many ticks.
    case stutter(ticks: Int)
    /// Opens and closes, once in so many ticks.
    case gate(ticks: Int)
    case reverse
    /// Half as fast, at its pitch.
    case halfTime
    /// So many semitones up, -24...24.
    case pitch(Double)
    case lowPass(hertz: Double)
    case highPass(hertz: Double)
    /// Slows down to a standstill.
    case tapeStop
  }

  package struct Piece: Equatable, Sendable {
    /// From the start of its bar.
    package var tick: Int
    package var length: Int
    package var content: Content
    package var operations: [Operation]

    package init(tick: Int, length: Int, content: Content, operations: [Operation] = []) {
      self.tick = tick
      self.length = length
      self.content = content
      self.operations = operations
    }
  }

  /// The pieces of each bar, rising; a piece ends within its bar.
  package var bars: [[Piece]]

  package init(bars: [[Piece]]) {
    self.bars = bars
  }
}
