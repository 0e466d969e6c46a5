import Glibc

/// The motion of a wobble: cycles that open quickly and close slowly, counted from the start of the note.
package struct WobbleShape: Equatable, Sendable, Codable {
  /// Cycles per beat at the start and at the end of the note; it changes steadily in between.
  package var startRate: Double
  package var endRate: Double

  /// The share of a cycle that opens.
  private static let opening = 0.34

  package init(startRate: Double, endRate: Double) {
    self.startRate = startRate
    self.endRate = endRate
  }

  /// Cycles since the start of a note that lasts `length` beats.
  package func cycles(atBeat beat: Double, ofNoteLength length: Double) -> Double {
    startRate * beat + (endRate - startRate) * beat * beat / (2 * max(length, 1e-9))
  }

  /// How open the filter is, 0...1: closed at each cycle's start.
  package func opening(atBeat beat: Double, ofNoteLength length: Double) -> Double {
    let turns = cycles(atBeat: beat, ofNoteLength: length)
    let position = turns - turns.rounded(.down)
    return position < Self.opening
      ? 0.5 - 0.5 * cos(.pi * position / Self.opening)
      : 0.5 + 0.5 * cos(.pi * (position - Self.opening) / (1 - Self.opening))
  }
}
