/// What sounds between one beat and the next.
package struct BeatFeature: Equatable, Sendable {
  /// How much each pitch class sounds, from C on, corrected for tuning.
  ///
  /// Shape: 12. Sums to 1, or all 0 where nothing has a pitch.
  package var chroma: [Float]
  /// Root mean square, 0...1.
  package var level: Float
  /// How clearly something starts on the beat, 0...1 of the song's clearest beats.
  package var onsetStrength: Float
  /// Root mean square under 130 Hz, 0...1.
  package var lowBandLevel: Float
  /// K-weighted loudness; `nil` for silence.
  package var loudnessLUFS: Float?
  /// The root of the chord that sounds; `nil` where nothing has a pitch.
  package var root: PitchClass?

  package init(chroma: [Float], level: Float, onsetStrength: Float, lowBandLevel: Float) {
    self.chroma = chroma
    self.level = level
    self.onsetStrength = onsetStrength
    self.lowBandLevel = lowBandLevel
  }
}
