import Audio
import BeatTracking
import Testing

struct FallbackTests {
  private static let songs: [(name: String, song: StereoBuffer)] = [
    ("an empty song", StereoBuffer(count: 0)),
    ("one sample", StereoBuffer(mono: [0.5])),
    ("half a second of noise", Signals.noise(seconds: 0.5)),
    ("silence", StereoBuffer(count: 44_100 * 12)),
    ("a constant", StereoBuffer(mono: [Float](repeating: 0.4, count: 44_100 * 12))),
    ("noise", Signals.noise(seconds: 20)),
    ("three clicks", Signals.clicks(beatsPerMinute: 100, seconds: 1.5)),
  ]

  @Test(arguments: songs.indices)
  func `a song without a beat has a steady grid at 120 beats per minute and no confidence`(index: Int) {
    let (name, samples) = Self.songs[index]
    let song = Signals.analysis(of: samples)
    #expect(song.tempoConfidence == 0, "\(name)")
    #expect(song.beatsPerMinute == 120)
    #expect(song.beatsPerBar == 4)
    for (beat, time) in song.beats.enumerated() { #expect(abs(time - Double(beat) * 0.5) < 1e-9) }
    #expect((song.beats.last ?? -1) >= song.durationSeconds - 0.5 - 1e-9)
    #expect(song.downbeats.first == 0)
    #expect(song.beatFeatures.count == song.beats.count - 1)
    #expect(song.sections.first?.startSeconds == 0)
    #expect(song.sections.last?.endSeconds == song.durationSeconds)
    #expect(song.tuningCents.isFinite && song.keyConfidence >= 0)
  }

  @Test func `what has no pitch has no key confidence`() {
    #expect(Signals.analysis(of: StereoBuffer(count: 44_100)).keyConfidence == 0)
  }

  @Test func `features that are not finite read as silence`() {
    let count = 2_000 * FeatureExtractor.floatsPerFrame
    let features = (0..<count).map { $0.isMultiple(of: 3) ? Float.nan : .infinity }
    let song = SongAnalysis(
      features: features.span, gatingBlockPowers: [Float]().span, source: StereoBuffer(count: 2_000 * 441).span)
    #expect(song.beats.allSatisfy { $0.isFinite })
    #expect(song.tempoConfidence == 0)
    #expect(song.loudnessLUFS == nil)
  }
}
