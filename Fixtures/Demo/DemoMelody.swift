/// The demo's tune: notes and rests one after another.
enum DemoMelody {
  /// A note (MIDI number) or rest (`nil`) and its length in beats.
  struct Step {
    let pitch: Int?
    let beats: Double
  }

  static func steps(of part: DemoPart.Label) -> [Step] {
    switch part {
    case .intro: []
    case .verse: verse
    case .chorus: chorus
    case .outro: outro
    }
  }

  // Pitches: 64 E4, 65 E#4, 66 F#4, 68 G#4, 69 A4, 71 B4, 73 C#5, 74 D5, 76 E5, 77 E#5, 78 F#5, 80 G#5. One bar per line.
  private static let verse = bars([
    [(nil, 0.5), (66, 0.5), (69, 0.5), (71, 0.5), (73, 1.5), (71, 0.5)],
    [(69, 1), (66, 1), (nil, 2)],
    [(nil, 0.5), (64, 0.5), (69, 0.5), (71, 0.5), (73, 1.5), (69, 0.5)],
    [(71, 1), (68, 1), (nil, 2)],
    [(nil, 0.5), (66, 0.5), (69, 0.5), (71, 0.5), (73, 1), (76, 1)],
    [(74, 1), (73, 0.5), (69, 0.5), (66, 2)],
    [(71, 1), (74, 0.5), (73, 0.5), (71, 1), (69, 1)],
    [(68, 2), (65, 1), (68, 1)],
  ])

  private static let chorus = bars([
    [(78, 1.5), (76, 0.5), (74, 1), (69, 1)],
    [(76, 1.5), (74, 0.5), (71, 2)],
    [(73, 1), (69, 0.5), (71, 0.5), (73, 1), (76, 1)],
    [(73, 3), (nil, 1)],
    [(78, 1.5), (76, 0.5), (74, 1), (69, 1)],
    [(76, 1), (78, 0.5), (80, 0.5), (76, 1), (71, 1)],
    [(68, 1), (71, 0.5), (73, 0.5), (77, 1), (80, 1)],
    [(78, 3), (nil, 1)],
  ])

  private static let outro = bars([
    [(nil, 0.5), (66, 0.5), (69, 0.5), (71, 0.5), (73, 2)],
    [(69, 1), (66, 3)],
    [(68, 2), (65, 2)],
    [(66, 4)],
  ])

  private static func bars(_ bars: [[(Int?, Double)]]) -> [Step] {
    bars.flatMap { bar in bar.map { Step(pitch: $0.0, beats: $0.1) } }
  }
}
