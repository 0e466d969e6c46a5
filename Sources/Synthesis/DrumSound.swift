import Audio

/// The drums and cymbals of the kit.
package enum DrumSound: String, Codable, Equatable, Sendable, CaseIterable {
  case kick
  case snare
  /// A dry, short snare for rolls.
  case rollSnare
  case clap
  case closedHat
  case openHat
  case crash
  /// A crash played backwards: it ends on its hit.
  case reverseCrash
  /// A falling sine that marks the start of a part.
  case boom

  /// How long it sounds, in samples.
  package var sampleCount: Int {
    WorkingFormat.sampleIndex(atSeconds: seconds)
  }

  private var seconds: Double {
    switch self {
    case .kick: 0.36
    case .snare: 0.52
    case .rollSnare: 0.16
    case .clap: 0.28
    case .closedHat: 0.14
    case .openHat: 0.7
    case .crash, .reverseCrash: 2.4
    case .boom: 1.6
    }
  }
}
