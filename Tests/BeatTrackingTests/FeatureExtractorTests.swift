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

  @Test func `features depend neither on what was extracted before nor on its order`() {
    let first = StereoBuffer(mono: Signals.chords([[60, 64, 67]], secondsEach: 2).left)
    let second = StereoBuffer(mono: Signals.chords([[61, 65, 68]], secondsEach: 2).left)
    var used = FeatureExtractor()
    func features(of song: StereoBuffer, _ frames: Range<Int>) -> [Float] {
      var part = [Float](repeating: -1, count: frames.count * FeatureExtractor.floatsPerFrame)
      var span = part.mutableSpan
      used.extract(from: song.span, frames: frames, into: &span)
      return part
    }
    let expected = Signals.features(of: second)
    for frames in [100..<200, 0..<100, 0..<100, 40..<41, 100..<200] {
      _ = features(of: first, frames)
      let floats =
        frames.lowerBound * FeatureExtractor.floatsPerFrame..<frames.upperBound * FeatureExtractor.floatsPerFrame
      #expect(features(of: second, frames) == Array(expected[floats]))
    }
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
