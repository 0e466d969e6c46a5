import Synthesis

/// The names of the instruments in style files.
enum InstrumentNames {
  static let drums = DrumSound.allCases.map(\.rawValue)
  /// What a drum pattern can hold: what plays backwards has no place on a step.
  static let patternDrums = drums.filter { $0 != DrumSound.reverseCrash.rawValue }
  static let basses = BassTimbre.allCases.map(\.rawValue)
  /// How a wobble opens and closes.
  static let curves = WobbleCurve.allCases.map(\.rawValue)
}
