// The colours of parts, voices and places.
extension ArrangementPicture {
  private static let partColours: [(word: String, colour: Colour)] = [
    ("intro", Colour(0x4C78A8)), ("build", Colour(0xD9912B)), ("drop", Colour(0xC2255C)), ("break", Colour(0x2F8F83)),
    ("bridge", Colour(0x7C5CBF)), ("verse", Colour(0x3F9AA5)), ("ending", Colour(0x66717D)),
    ("outro", Colour(0x66717D)),
  ]

  /// By the word that the part's name starts with.
  static func colour(ofPart name: String) -> Colour {
    partColours.first { name.lowercased().hasPrefix($0.word) }?.colour ?? Colour(0x7C5CBF)
  }

  private static let voiceColours = [
    Colour(0x8E2C7C), Colour(0xD9512C), Colour(0x2E6DB4), Colour(0x3A9A5C), Colour(0xC79A1B), Colour(0x3F9AA5),
  ]

  /// In the order of their names, so that a voice keeps its colour whatever it plays.
  static func voices(of notes: [Arrangement.Note]) -> [String] {
    Set(notes.map(\.voice)).sorted()
  }

  static func colour(ofVoice voice: String, among notes: [Arrangement.Note]) -> Colour {
    // By the name itself, so that a voice has one colour in all pictures; names that meet in one are set apart.
    let names = voices(of: notes)
    var taken: [Int] = []
    for name in names {
      var index = name.utf8.reduce(0) { ($0 * 31 + Int($1)) % 997 } % voiceColours.count
      while taken.contains(index), taken.count < voiceColours.count { index = (index + 1) % voiceColours.count }
      taken.append(index)
    }
    let place = names.firstIndex(of: voice) ?? 0
    return voiceColours[taken.isEmpty ? 0 : taken[place]]
  }

  private static let places = [
    Colour(0x313E9C), Colour(0x2A83BC), Colour(0x35A58A), Colour(0x8FB83F), Colour(0xEDB12F), Colour(0xE0662F),
    Colour(0xA3246B),
  ]

  /// - Parameter place: In the song, from 0 to 1.
  static func colour(ofPlace place: Double) -> Colour {
    let position = min(max(place, 0), 1) * Double(places.count - 1)
    let index = min(Int(position), places.count - 2)
    return places[index].mixed(with: places[index + 1], position - Double(index))
  }

  private static let drumColours: [(word: String, colour: Colour)] = [
    ("kick", Colour(0xC2255C)), ("boom", Colour(0xC2255C)), ("sub", Colour(0xC2255C)), ("snare", Colour(0xD9731F)),
    ("roll", Colour(0xD9731F)), ("clap", Colour(0xD9731F)), ("rim", Colour(0xD9731F)), ("tom", Colour(0x8D6E5A)),
    ("hat", Colour(0x2E7D9A)), ("ride", Colour(0x2E7D9A)), ("crash", Colour(0x5B6FB5)), ("splash", Colour(0x5B6FB5)),
  ]

  static func colour(ofDrum name: String) -> Colour {
    drumColours.first { name.lowercased().contains($0.word) }?.colour ?? Palette.ink
  }
}
