import Glibc

/// How a wobble opens and closes within a cycle.
package enum WobbleCurve: String, Codable, Equatable, Sendable, CaseIterable {
  /// Opens quickly and closes slowly.
  case round
  /// Opens at once and falls shut: plucked.
  case fall
  /// Opens slowly and snaps shut: like something played backwards.
  case rise
  /// Open for one half and shut for the other.
  case gate

  /// How open, 0...1, at `position` of a cycle, 0..<1; closed at its start, without a jump anywhere.
  func opening(at position: Double) -> Double {
    switch self {
    case .round: Self.bump(position, peak: 0.34)
    case .fall:
      position < 0.05 ? Self.ease(position / 0.05) : pow(0.5 + 0.5 * cos(.pi * (position - 0.05) / 0.95), 1.6)
    case .rise: position < 0.9 ? pow(position / 0.9, 1.7) : 1 - Self.ease((position - 0.9) / 0.1)
    case .gate:
      position < 0.5
        ? Self.ease(min(position / 0.06, 1)) : 1 - Self.ease(min((position - 0.5) / 0.1, 1))
    }
  }

  private static func bump(_ position: Double, peak: Double) -> Double {
    position < peak ? ease(position / peak) : 1 - ease((position - peak) / (1 - peak))
  }

  /// From 0 to 1 along half a cosine.
  private static func ease(_ place: Double) -> Double { 0.5 - 0.5 * cos(.pi * place) }
}

/// The motion of a wobble in cycles counted from the start of the note.
package struct WobbleShape: Equatable, Sendable, Codable {
  /// Cycles per beat at the start and at the end of the note; it changes steadily in between.
  package var startRate: Double
  package var endRate: Double
  package var curve: WobbleCurve

  package init(startRate: Double, endRate: Double, curve: WobbleCurve = .round) {
    self.startRate = startRate
    self.endRate = endRate
    self.curve = curve
  }

  /// The same number of cycles in every beat: 1 a quarter, 2 an eighth, 3 a triplet, 4 a sixteenth.
  package init(rate: Double, curve: WobbleCurve = .round) {
    self.init(startRate: rate, endRate: rate, curve: curve)
  }

  /// Cycles since the start of a note that lasts `length` beats.
  package func cycles(atBeat beat: Double, ofNoteLength length: Double) -> Double {
    startRate * beat + (endRate - startRate) * beat * beat / (2 * max(length, 1e-9))
  }

  /// How open the filter is, 0...1: closed at each cycle's start.
  package func opening(atBeat beat: Double, ofNoteLength length: Double) -> Double {
    let turns = cycles(atBeat: beat, ofNoteLength: length)
    return curve.opening(at: turns - turns.rounded(.down))
  }
}
