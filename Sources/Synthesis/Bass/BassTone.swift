/// The sounds that the bass can take.
package enum BassTimbre: String, Codable, Equatable, Sendable, CaseIterable {
  /// Detuned saws through a resonant low-pass that opens and closes.
  case wobble
  /// Folded saws through three formants that move from vowel to vowel, as in "yoi" or "wow".
  case growl
  /// Dark saws that beat slowly, with a notch that wanders: for quiet passages and long notes.
  case reese
  /// A sine with a touch of saturation.
  case sub
  /// Frequency modulation an octave and more above the note, through a vowel: for answers and fills.
  case screech
}

/// One bass note: everything its samples depend on but their number.
package struct BassTone: Codable, Equatable, Sendable {
  package var timbre: BassTimbre
  /// The fundamental in Hz.
  package var frequency: Double
  package var wobble: WobbleShape
  /// How far the filters open at most, 0...1.
  package var brightness: Double

  /// - Parameter brightness: 0 mellow, 1 all there is.
  package init(timbre: BassTimbre, frequency: Double, wobble: WobbleShape, brightness: Double = 1) {
    self.timbre = timbre
    self.frequency = frequency
    self.wobble = wobble
    self.brightness = brightness
  }
}
