package import BeatTracking

extension Key {
  /// The key that a person means by `text`: "F# minor", "f#m", "Gb min", "A♭ major", "C", "A:minor", in any case.
  ///
  /// A lone `M` is major, a lone `m` minor, and no mode is major.
  ///
  /// - Returns: `nil` for what is no key.
  package init?(spelled text: String) {
    var rest = text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != ":" && $0 != "-" && $0 != "_" }[...]
    guard let letter = rest.popFirst(), var semitones = Self.naturals[Character(letter).uppercased()] else {
      return nil
    }
    // A key has one accidental; more are no key that anybody would write.
    if let accidental = rest.first, let shift = Self.accidentals[accidental] {
      semitones += shift
      rest = rest.dropFirst()
    }
    guard let mode = Self.mode(named: String(String.UnicodeScalarView(rest))) else { return nil }
    self.init(tonic: PitchClass(semitonesAboveC: semitones), mode: mode)
  }

  private static var naturals: [String: Int] { ["C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11] }

  private static var accidentals: [Unicode.Scalar: Int] { ["#": 1, "♯": 1, "b": -1, "♭": -1] }

  private static func mode(named name: String) -> Mode? {
    if name == "M" { return .major }
    switch name.lowercased() {
    case "", "maj", "major": return .major
    case "m", "min", "minor": return .minor
    default: return nil
    }
  }
}
