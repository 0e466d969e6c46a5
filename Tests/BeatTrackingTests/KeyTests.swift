import Audio
import BeatTracking
import Testing

struct KeyTests {
  private static func progression(tonic: Int, minor: Bool, tuningCents: Double = 0) -> StereoBuffer {
    let third = minor ? 3 : 4
    let one = [tonic - 12, tonic, tonic + third, tonic + 7]
    let four = [tonic - 7, tonic + 5, tonic + 5 + third, tonic + 12]
    // The dominant of a minor key is major: its leading note is what makes it one.
    let five = [tonic - 5, tonic + 7, tonic + 11, tonic + 14]
    return Signals.chords([one, four, five, one, one, four, five, one], secondsEach: 1, tuningCents: tuningCents)
  }

  @Test(arguments: 0..<12)
  func `I IV V I is in the key of I, major and minor`(semitones: Int) {
    for minor in [false, true] {
      let song = Signals.analysis(of: Self.progression(tonic: 55 + semitones, minor: minor))
      let tonic = PitchClass(semitonesAboveC: 55 + semitones)
      #expect(song.key == Key(tonic: tonic, mode: minor ? .minor : .major))
      #expect(song.keyConfidence > 0.3)
    }
  }

  @Test(arguments: [-40.0, -20, 0, 25, 40])
  func `the tuning is measured and does not move the key`(cents: Double) {
    let song = Signals.analysis(of: Self.progression(tonic: 57, minor: false, tuningCents: cents))
    #expect(abs(song.tuningCents - cents) < 6)
    #expect(song.key.description == "A major")
  }

  @Test func `keys are spelled with the fewest accidentals, and read back`() throws {
    let names = (0..<12).flatMap { semitones in
      [Mode.major, .minor].map { Key(tonic: PitchClass(semitonesAboveC: semitones), mode: $0).description }
    }
    #expect(Set(names).count == 24)
    #expect(names.contains("F# minor") && names.contains("Bb major") && names.contains("C# minor"))
    for name in names { #expect(Key(name)?.description == name) }
    #expect(Key("H major") == nil)
    #expect(PitchClass(semitonesAboveC: -1).semitonesAboveC == 11)
  }
}
