/// The mode of a key.
package enum Mode: String, Hashable, Sendable, Codable {
  case major
  case minor
}

/// A key such as "A minor", spelled with the fewest accidentals; encoded as that string.
package struct Key: Hashable, Sendable, CustomStringConvertible {
  package let tonic: PitchClass
  package let mode: Mode

  private static let majorNames = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
  private static let minorNames = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"]

  package init(tonic: PitchClass, mode: Mode) {
    self.tonic = tonic
    self.mode = mode
  }

  /// The key that `description` names; `nil` for anything else.
  package init?(_ description: String) {
    let parts = description.split(separator: " ")
    guard parts.count == 2, let mode = Mode(rawValue: String(parts[1])) else { return nil }
    let names = mode == .major ? Self.majorNames : Self.minorNames
    guard let semitones = names.firstIndex(of: String(parts[0])) else { return nil }
    self.init(tonic: PitchClass(semitonesAboveC: semitones), mode: mode)
  }

  package var description: String {
    let names = mode == .major ? Self.majorNames : Self.minorNames
    return "\(names[tonic.semitonesAboveC]) \(mode.rawValue)"
  }
}

extension Key {
  /// The name of a pitch class beside this key: `G#` in B major, `Ab` in F minor; `Bb` rather than `A#` where the key has no
  /// accidentals.
  package func name(of pitch: PitchClass) -> String {
    let majorTonic = mode == .major ? tonic : PitchClass(semitonesAboveC: tonic.semitonesAboveC + 3)
    let names =
      switch majorTonic.semitonesAboveC {
      case 7, 2, 9, 4, 11, 6: ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
      case 0: ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"]
      default: ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"]
      }
    return names[pitch.semitonesAboveC]
  }
}

extension Key: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let key = Key(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a key")
    }
    self = key
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
