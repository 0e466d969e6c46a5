package import Synthesis

/// A line of the bass that goes round, without saying in which key.
package struct BassPhrase: Equatable, Sendable {
  package struct Note: Equatable, Sendable {
    /// From the start of its bar.
    package var tick: Int
    package var length: Int
    package var timbre: BassTimbre
    /// Wobbles per beat, at the note's start and at its end; 0 for none.
    package var startRate: Double
    package var endRate: Double
    /// How each wobble opens and closes.
    package var curve = WobbleCurve.round
    /// A step of the key, 1...7, in place of the bar's own.
    package var degree: Int?

    package init(tick: Int, length: Int, timbre: BassTimbre, startRate: Double, endRate: Double, degree: Int? = nil) {
      self.tick = tick
      self.length = length
      self.timbre = timbre
      self.startRate = startRate
      self.endRate = endRate
      self.degree = degree
    }
  }

  /// The notes of each bar, rising; a note ends within its bar.
  package var bars: [[Note]]

  package init(bars: [[Note]]) {
    self.bars = bars
  }
}
