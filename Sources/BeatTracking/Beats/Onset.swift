/// The start of a sound.
package struct Onset: Equatable, Sendable {
  /// When the sound sets in.
  package var seconds: Double
  /// 0...1 of the song's clearest onsets.
  package var strength: Float

  package init(seconds: Double, strength: Float) {
    self.seconds = seconds
    self.strength = strength
  }
}
