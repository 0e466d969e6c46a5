/// The pitches of the drums that have one.
package struct DrumTuning: Equatable, Sendable {
  /// Where the kick and the impact settle, in Hz: 43.5 to 60.
  package let kick: Double
  /// Where the toms settle, in Hz: the tonic, its fifth and its octave.
  package let tomLow: Double
  package let tomMid: Double
  package let tomHigh: Double

  /// Puts the drums on the notes of a key.
  ///
  /// A kick is heard as one only within a third or so, so it takes the tonic, or else the fifth or the fourth, whichever
  /// falls into its range: of any octave there is always exactly one that is chosen.
  ///
  /// - Parameter tonic: In Hz, of any octave.
  package init(tonic: Double) {
    precondition(tonic.isFinite && tonic > 0, "a tonic is a pitch")
    var low = tonic
    while low >= 87 { low /= 2 }
    while low < 43.5 { low *= 2 }
    switch low {
    case ..<60: kick = low
    case ..<77.3: kick = low * 3 / 4
    default: kick = low * 2 / 3
    }
    tomLow = low < 65 ? 2 * low : low
    tomMid = 1.5 * tomLow
    tomHigh = 2 * tomLow
  }
}
