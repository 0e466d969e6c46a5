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

  @Test func `all keys are ranked, and share the evidence`() throws {
    let candidates = Signals.analysis(of: Self.progression(tonic: 57, minor: true)).keyCandidates
    #expect(candidates.count == 24)
    #expect(zip(candidates, candidates.dropFirst()).allSatisfy { $0.score >= $1.score })
    #expect((0.5...1.000001).contains(candidates.reduce(0) { $0 + $1.score }))
    // What shares most notes comes next: the relative and the parallel key, the dominant and the subdominant.
    let near = Set(["C major", "A major", "E minor", "D minor", "E major", "D major"])
    #expect(near.contains(try #require(candidates.dropFirst().first).answer.description))
  }

  /// The progression four times, about half a minute, with a click on each beat.
  private static func half(tonic: Int) -> [Float] {
    let chords = progression(tonic: tonic, minor: false).left
    let clicks = Signals.clicks(beatsPerMinute: 120, seconds: 32).left
    return zip(chords + chords + chords + chords, clicks).map { 0.5 * ($0 + $1) }
  }

  @Test func `a song that modulates has sections in its other key`() {
    let song = Signals.analysis(
      of: StereoBuffer(mono: Self.half(tonic: 60) + Self.half(tonic: 60) + Self.half(tonic: 62)))
    #expect(song.key.description == "C major")
    #expect(song.sections.count > 1)
    for section in song.sections {
      let expected = section.startSeconds > 62 ? Key("D major") : nil
      #expect(section.key == expected, "at \(section.startSeconds)")
    }
  }

  @Test func `a given key names the song, and sections in it need no name`() {
    var hints = AnalysisHints()
    hints.key = Key("D major")
    let samples = StereoBuffer(mono: Self.half(tonic: 60) + Self.half(tonic: 60) + Self.half(tonic: 62))
    let song = Signals.analysis(of: samples, hints: hints)
    #expect(song.key == hints.key && song.keyConfidence == 1)
    #expect(song.keyCandidates.first?.answer.description == "C major", "what was heard stays known")
    #expect(song.sections.allSatisfy { $0.key == nil })
  }

  @Test func `chords foreign to the key do not make a section modulate`() {
    let song = Signals.analysis(of: StereoBuffer(mono: Self.half(tonic: 60) + Self.half(tonic: 60)))
    #expect(song.key.description == "C major")
    #expect(song.sections.allSatisfy { $0.key == nil })
  }

  @Test(arguments: [("B major", "G#"), ("G# minor", "G#"), ("F minor", "Ab"), ("D minor", "Ab"), ("C major", "G#")])
  func `pitch classes are spelled to suit the key`(key: String, name: String) throws {
    #expect(try #require(Key(key)).name(of: PitchClass(semitonesAboveC: 8)) == name)
  }
}
