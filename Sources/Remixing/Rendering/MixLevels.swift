import Synthesis

/// The balance of the mix, as linear factors for sounds that peak near 1.
enum MixLevels {
  static let bass: Float = 0.78
  static let pad: Float = 0.5
  static let riser: Float = 0.45
  static let vinyl: Float = 1
  /// How far the song makes room for the open wobble, 0...1: song and bass take turns.
  static let songWobble: Float = 0.3

  static func level(of sound: DrumSound) -> Float {
    switch sound {
    case .kick: 0.68
    case .snare: 0.72
    case .rollSnare: 0.38
    case .clap: 0.4
    case .closedHat: 0.55
    case .openHat: 0.4
    case .crash: 0.5
    case .reverseCrash: 0.3
    case .impact: 0.6
    case .ride: 0.35
    case .tomHigh, .tomMid, .tomLow: 0.55
    case .rim: 0.4
    case .splash: 0.35
    }
  }
}
