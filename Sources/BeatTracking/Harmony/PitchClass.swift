/// One of the twelve pitch classes of the octave, C = 0 to B = 11.
package struct PitchClass: Hashable, Sendable, Codable {
  /// Semitones above C, 0...11.
  package let semitonesAboveC: Int

  /// The pitch class of any number of semitones above (or, if negative, under) a C.
  package init(semitonesAboveC semitones: Int) {
    semitonesAboveC = ((semitones % 12) + 12) % 12
  }

  package init(from decoder: any Decoder) throws {
    self.init(semitonesAboveC: try decoder.singleValueContainer().decode(Int.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(semitonesAboveC)
  }
}
