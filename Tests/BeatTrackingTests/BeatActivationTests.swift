import Audio
import BeatTracking
import Fixtures
import Testing

@Suite struct BeatActivationTests {
  @Test func `the network answers what it answered where it was trained`() throws {
    let song = try FixtureFile.decoded(DemoSong.audioPath)
    let activation = BeatActivation(of: song.span)
    var sampled = 0
    for (index, expected) in ActivationReference.beat.enumerated() {
      #expect(abs(activation.beat[index * ActivationReference.stride] - expected) < 0.002)
      sampled += 1
    }
    for (index, expected) in ActivationReference.downbeat.enumerated() {
      #expect(abs(activation.downbeat[index * ActivationReference.stride] - expected) < 0.002)
    }
    #expect(sampled > 100)
    for (index, expected) in ActivationReference.tempo.enumerated() {
      #expect(abs(activation.tempo[index] - expected) < 0.002)
    }
  }

  @Test func `a song of a few samples has as many values as frames`() {
    for count in [0, 1, 400, 2_000, 10_000] {
      let activation = BeatActivation(of: StereoBuffer(count: count).span)
      #expect(activation.beat.count == FeatureExtractor.frameCount(forSamples: count))
      #expect(activation.beat.allSatisfy { (0...1).contains($0) })
    }
  }

  @Test func `a song in blocks has the values of the song in one piece`() {
    let song = Rhythm.groove(beatsPerMinute: 96, beatsPerBar: 4, bars: 24).samples
    let whole = BeatActivation(of: song.span)
    let parts = BeatActivation(of: song.span, rowsPerPart: 262)
    #expect(parts.beat == whole.beat && parts.downbeat == whole.downbeat && parts.tempo == whole.tempo)
  }
}
