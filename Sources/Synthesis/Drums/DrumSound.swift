import Audio

/// The drums, cymbals and strokes of noise of the kit.
package enum DrumSound: String, Codable, Equatable, Hashable, Sendable, CaseIterable {
  case kick
  case snare
  /// A dry, short snare for rolls.
  case rollSnare = "roll-snare"
  case clap
  case closedHat = "closed-hat"
  case openHat = "open-hat"
  case crash
  case ride
  case tomHigh = "tom-high"
  case tomMid = "tom-mid"
  case tomLow = "tom-low"
  /// A stick on the snare's rim.
  case rim
  /// A crash played backwards: it ends on its hit.
  case reverseCrash = "reverse-crash"
  /// A burst of white noise that falls away.
  case splash
  /// A deep boom behind a front of noise, which marks the start of a part.
  case impact

  /// How long the made sound lasts, in samples; a recording in its place may last longer.
  package var sampleCount: Int {
    WorkingFormat.sampleIndex(atSeconds: seconds)
  }

  private var seconds: Double {
    switch self {
    case .kick: 0.42
    case .snare: 0.52
    case .rollSnare: 0.16
    case .clap: 0.36
    case .closedHat: 0.14
    case .openHat: 0.6
    case .crash, .reverseCrash: 2.4
    case .ride: 1.3
    case .tomHigh: 0.55
    case .tomMid: 0.65
    case .tomLow: 0.75
    case .rim: 0.1
    case .splash: 1.6
    case .impact: 2.2
    }
  }
}
