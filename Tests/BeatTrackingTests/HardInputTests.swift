import Audio
import BeatTracking
import Glibc
import Testing

/// What has no clear beat, or one at the edge of what is looked for.
struct HardInputTests {
  private static let songs: [(name: String, song: StereoBuffer)] = [
    ("40 beats per minute", Signals.clicks(beatsPerMinute: 40, seconds: 40)),
    ("260 beats per minute", Signals.clicks(beatsPerMinute: 260, seconds: 20)),
    ("rubato", rubato),
    ("swells without a beat", swells),
    ("noise", Signals.noise(seconds: 15)),
    ("one click", StereoBuffer(mono: (0..<441_000).map { $0 == 200_000 ? 0.9 : 0 })),
    ("three beats", Signals.clicks(beatsPerMinute: 100, seconds: 1.8)),
    ("a full-scale square wave", StereoBuffer(mono: (0..<441_000).map { $0 / 50 % 2 == 0 ? 1 : -1 })),
    ("extreme swing", Rhythm.groove(beatsPerMinute: 96, beatsPerBar: 4, bars: 12, offbeats: [0.85]).samples),
  ]

  @Test(arguments: songs.indices)
  func `every song gets a usable grid`(index: Int) {
    let (name, samples) = Self.songs[index]
    let song = Signals.analysis(of: samples)
    #expect(!song.beats.isEmpty && song.beats.allSatisfy { $0.isFinite && $0 >= 0 }, "\(name)")
    #expect(zip(song.beats, song.beats.dropFirst()).allSatisfy { $0 < $1 }, "\(name)")
    #expect((song.beats.last ?? 0) < song.durationSeconds, "\(name)")
    #expect(!song.downbeatIndices.isEmpty && song.downbeatIndices.allSatisfy(song.beats.indices.contains), "\(name)")
    #expect(zip(song.downbeatIndices, song.downbeatIndices.dropFirst()).allSatisfy { $0 < $1 }, "\(name)")
    #expect((39...274).contains(song.beatsPerMinute), "\(name)")
    for confidence in [song.tempoConfidence, song.beatConfidence, song.downbeatConfidence, song.keyConfidence] {
      #expect((0...1).contains(confidence), "\(name)")
    }
    // A tempo that is made up was chosen among none.
    #expect(song.tempoCandidates.isEmpty == (song.tempoConfidence == 0), "\(name)")
    if !song.tempoCandidates.isEmpty { #expect(Self.areShares(song.tempoCandidates), "\(name)") }
    #expect(Self.areShares(song.meterCandidates) && song.meterCandidates.map(\.answer).contains(song.meter), "\(name)")
    #expect(Self.areShares(song.keyCandidates) && song.keyCandidates.first?.answer == song.key, "\(name)")
    #expect(song.keyCandidates.count == 24, "\(name)")
  }

  /// Whether there are candidates, the best first, with scores that share out what evidence there is.
  private static func areShares<Answer>(_ candidates: [Candidate<Answer>]) -> Bool {
    let scores = candidates.map(\.score)
    return !scores.isEmpty && scores.allSatisfy { $0 >= 0 } && scores.reduce(0, +) < 1.000_001
      && zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 }
  }

  @Test func `what has no beat is doubted`() {
    for song in [Self.swells, Signals.noise(seconds: 15)] {
      let analysis = Signals.analysis(of: song)
      #expect(analysis.tempoConfidence < 0.25 && analysis.downbeatConfidence < 0.25)
    }
  }

  @Test(arguments: [40.0, 260])
  func `a tempo at the edge is found, or the one an octave from it`(tempo: Double) {
    let song = Signals.analysis(of: Signals.clicks(beatsPerMinute: tempo, seconds: 40))
    let octaves = log2(song.beatsPerMinute / tempo)
    #expect(abs(octaves - octaves.rounded()) < 0.02)
  }

  @Test(arguments: [30.0, 40, 260, 330])
  func `a tempo that is ordered is kept`(tempo: Double) {
    var hints = AnalysisHints()
    hints.tempo = .exactly(tempo)
    let song = Signals.analysis(of: Signals.clicks(beatsPerMinute: tempo, seconds: 60), hints: hints)
    #expect(abs(song.beatsPerMinute / tempo - 1) < 0.002)
    #expect(song.tempoConfidence == 1)
  }

  @Test(arguments: [97.0, 103, 120])
  func `an order is kept whatever the song says`(tempo: Double) {
    var hints = AnalysisHints()
    hints.tempo = .exactly(tempo)
    let song = Signals.analysis(of: Signals.clicks(beatsPerMinute: 100, seconds: 40), hints: hints)
    #expect(abs(song.beatsPerMinute / tempo - 1) < 0.021)
    #expect(song.beats.count > 40 && zip(song.beats, song.beats.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `confidence does not fall as a song goes on`() {
    let (short, long) = (48.0, 480.0)
    let confidences = [short, long].map { seconds in
      Signals.analysis(of: Signals.clicks(beatsPerMinute: 100, seconds: seconds)).tempoConfidence
    }
    #expect(confidences[1] >= confidences[0] - 0.05)
  }

  @Test func `a few bars are enough for a beat`() {
    let song = Signals.analysis(of: Signals.clicks(beatsPerMinute: 100, from: 0.2, seconds: 8.5))
    #expect(abs(song.beatsPerMinute - 100) < 1 && song.tempoConfidence > 0)
  }

  @Test func `a hint decides between octaves, but not against the song`() {
    let samples = Rhythm.groove(beatsPerMinute: 100, beatsPerBar: 4, bars: 16).samples
    func tempo(_ hint: AnalysisHints.Tempo) -> Double {
      var hints = AnalysisHints()
      hints.tempo = hint
      return Signals.analysis(of: samples, hints: hints).beatsPerMinute
    }
    #expect(abs(tempo(.about(200)) - 200) < 0.5)
    #expect(abs(tempo(.about(52)) - 50) < 0.5)
    #expect(abs(tempo(.about(118)) - 100) < 0.5)
  }

  @Test func `where nothing is heard a told tempo is taken`() {
    var hints = AnalysisHints()
    hints.tempo = .about(90)
    let song = Signals.analysis(of: StereoBuffer(count: 441_000), hints: hints)
    #expect(song.beatsPerMinute == 90 && song.tempoConfidence == 0)
  }

  /// Piano-like notes that slow down and hurry by a third.
  private static let rubato: StereoBuffer = {
    var rhythm = Rhythm()
    var time = 0.2
    for note in 0..<80 {
      rhythm.strike(.note(60 + [0, 4, 7, 12, 9, 5][note % 6]), at: time)
      time += 0.5 * (1 + 0.33 * sin(Double(note) * 0.4) * cos(Double(note) * 0.13))
    }
    return rhythm.samples
  }()

  /// Three tones whose levels rise and fall over many seconds.
  private static let swells: StereoBuffer = StereoBuffer(
    mono: (0..<44_100 * 30).map { index in
      let time = Double(index) / 44_100
      let tones = [(220.0, 7.3), (277.2, 11.1), (329.6, 5.7)].map { tone, cycle in
        sin(2 * .pi * tone * time) * (1 - cos(2 * .pi * time / cycle))
      }
      return Float(0.08 * tones.reduce(0, +))
    })
}
