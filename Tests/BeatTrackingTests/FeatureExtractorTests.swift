import Audio
import BeatTracking
import Testing

struct FeatureExtractorTests {
  @Test(arguments: [1, 7, 500])
  func `features do not depend on the chunks they were extracted in`(chunk: Int) {
    let clicks = Signals.clicks(beatsPerMinute: 130, seconds: 6)
    let chords = Signals.chords([[60, 64, 67], [65, 69, 72]], secondsEach: 3)
    let song = StereoBuffer(left: clicks.left, right: chords.left)
    let whole = Signals.features(of: song)
    let parts = Signals.features(of: song, chunk: chunk)
    #expect(whole.elementsEqual(parts) { $0.bitPattern == $1.bitPattern })
  }

  @Test func `there is one frame per hop that starts within the song`() {
    #expect(FeatureExtractor.frameCount(forSamples: 0) == 0)
    #expect(FeatureExtractor.frameCount(forSamples: 1) == 1)
    #expect(FeatureExtractor.frameCount(forSamples: 441) == 1)
    #expect(FeatureExtractor.frameCount(forSamples: 442) == 2)
    #expect(FeatureExtractor.frameCount(forSamples: 44_100) == 100)
  }

  @Test func `silence has no features`() {
    #expect(Signals.features(of: StereoBuffer(count: 10_000)).allSatisfy { $0 == 0 })
  }
}
