/// A chord of the demo as it is voiced; all pitches are MIDI note numbers (69 is the A of 440 Hz).
struct DemoChord {
  let bass: Int
  /// Three notes close together, chosen so that the voices move little from chord to chord.
  let voicing: [Int]

  static let fSharpMinor = DemoChord(bass: 30, voicing: [57, 61, 66])
  static let d = DemoChord(bass: 38, voicing: [57, 62, 66])
  static let a = DemoChord(bass: 33, voicing: [57, 61, 64])
  static let e = DemoChord(bass: 40, voicing: [56, 59, 64])
  static let bMinor = DemoChord(bass: 35, voicing: [59, 62, 66])
  /// The dominant: its major third, E sharp, is what makes F# minor a key of its own and not A major's relative.
  static let cSharp = DemoChord(bass: 37, voicing: [56, 61, 65])

  /// One chord per bar.
  static func progression(of part: DemoPart.Label) -> [DemoChord] {
    switch part {
    case .intro: [.fSharpMinor, .d, .bMinor, .cSharp]
    case .verse: [.fSharpMinor, .d, .a, .e, .fSharpMinor, .d, .bMinor, .cSharp]
    case .chorus: [.d, .e, .fSharpMinor, .fSharpMinor, .d, .e, .cSharp, .fSharpMinor]
    case .outro: [.fSharpMinor, .d, .cSharp, .fSharpMinor]
    }
  }
}
