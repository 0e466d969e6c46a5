/// The sounds that the bass can take.
package enum BassTimbre: String, Codable, Equatable, Sendable, CaseIterable {
  /// Detuned saws through a resonant low-pass that opens and closes.
  case wobble
  /// Overdriven saws through two vowel-like resonances that move with the wobble.
  case growl
  /// A dark, slowly beating pair of saws without wobble, for quiet passages.
  case reese
}

/// One bass note: everything its samples depend on but their number.
package struct BassTone: Codable, Equatable, Sendable {
  package var timbre: BassTimbre
  /// The fundamental in Hz.
  package var frequency: Double
  package var wobble: WobbleShape

  package init(timbre: BassTimbre, frequency: Double, wobble: WobbleShape) {
    self.timbre = timbre
    self.frequency = frequency
    self.wobble = wobble
  }
}
