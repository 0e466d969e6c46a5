import Glibc

/// The instruments that a recording can take the place of.
package enum Instrument: Equatable, Hashable, Sendable {
  case drum(DrumSound)
  case bass(BassTimbre)
  case pad
  case riser
  case downLifter
  case vinyl
}

/// What the name of a recording says: the instrument, and the pitch it sounds at.
package struct InstrumentName: Equatable, Sendable {
  package let instrument: Instrument
  /// In Hz; `nil` for what is never repitched.
  package let rootFrequency: Double?

  private static let semitones: [Character: Int] = ["c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11]

  /// Reads a file's name without its extension, in small or large letters: `kick`, `open-hat`, `growl`, `growl-F#1`.
  ///
  /// Basses sound C2 and pads C3 unless a note says otherwise: a letter, `#` or `b`, and an octave, where A4 is 440 Hz.
  ///
  /// - Returns: `nil` if no instrument has that name.
  package init?(fileStem: String) {
    let stem = fileStem.lowercased()
    if let instrument = Self.instruments.first(where: { $0.name == stem })?.instrument {
      self.init(instrument: instrument, rootFrequency: Self.usualRoot(of: instrument))
      return
    }
    // The last dash parts the note, but for the one of a negative octave.
    guard let dash = stem.dropLast(2).lastIndex(of: "-"), let root = Self.frequency(of: stem[dash...].dropFirst()),
      let instrument = Self.instruments.first(where: { $0.name == stem[..<dash] })?.instrument,
      Self.usualRoot(of: instrument) != nil
    else { return nil }
    self.init(instrument: instrument, rootFrequency: root)
  }

  private init(instrument: Instrument, rootFrequency: Double?) {
    self.instrument = instrument
    self.rootFrequency = rootFrequency
  }

  /// Every name there is, without notes, in a fixed order.
  package static var known: [String] { instruments.map(\.name) }

  private static var instruments: [(name: String, instrument: Instrument)] {
    DrumSound.allCases.map { ($0.rawValue, .drum($0)) } + BassTimbre.allCases.map { ($0.rawValue, .bass($0)) } + [
      ("pad", .pad), ("riser", .riser), ("down-lifter", .downLifter), ("vinyl", .vinyl),
    ]
  }

  private static func usualRoot(of instrument: Instrument) -> Double? {
    switch instrument {
    case .bass: frequency(of: "c2")
    case .pad: frequency(of: "c3")
    case .drum, .riser, .downLifter, .vinyl: nil
    }
  }

  /// The pitch of a note such as `f#1` or `bb0`, in equal temperament.
  private static func frequency(of note: Substring) -> Double? {
    guard let letter = note.first, let semitone = semitones[letter] else { return nil }
    var rest = note.dropFirst()
    let accidental =
      switch rest.first {
      case "#": 1
      case "b": -1
      default: 0
      }
    if accidental != 0 { rest = rest.dropFirst() }
    guard let octave = Int(rest), (-1...8).contains(octave) else { return nil }
    return 440 * pow(2, Double(12 * (octave - 4) + semitone + accidental - 9) / 12)
  }
}
