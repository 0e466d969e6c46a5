import Audio

/// The shares of bass and song that a wub factor gives them, in decibels.
struct Balance {
  let songDB: Double
  let bassDB: Double

  /// What stands for silence.
  private static let silence = -120.0

  /// - Parameter wub: 0...1; at 0.5 both are as they are, towards the ends one fades.
  init(wub: Double) {
    func decibels(_ share: Double) -> Double {
      share > 0 ? max(Decibels.decibels(fromGain: min(2 * share, 1)), Self.silence) : Self.silence
    }
    songDB = decibels(1 - wub)
    bassDB = decibels(wub)
  }
}
