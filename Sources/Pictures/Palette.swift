/// The colours of a picture: dark ink on white, and a colour for every kind of section.
enum Palette {
  static let ink = Colour(0x22272E)
  static let quiet = Colour(0x6B7580)
  static let rule = Colour(0xD5DAE0)
  static let panel = Colour(0xF6F8FA)
  static let white = Colour(0xFFFFFF)
  static let beat = Colour(0x8A94A0)
  static let downbeat = Colour(0xC2255C)
  static let onset = Colour(0xE8890C)

  private static let sections: [Colour] = [
    Colour(0x4C78A8), Colour(0xE07B39), Colour(0x4F9D69), Colour(0xB0549C), Colour(0xC79A1B), Colour(0x3F9AA5),
    Colour(0x8D6E5A), Colour(0xD0525F),
  ]

  /// The colour of each label, in the order of their first use, over and over.
  static func colours(of labels: [String]) -> [String: Colour] {
    var colours: [String: Colour] = [:]
    for label in labels where colours[label] == nil { colours[label] = sections[colours.count % sections.count] }
    return colours
  }
}
