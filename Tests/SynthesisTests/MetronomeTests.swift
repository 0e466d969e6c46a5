import Audio
import Synthesis
import Testing

struct MetronomeTests {
  private func clicks(_ metronome: Metronome, count: Int, chunk: Int = .max) -> StereoBuffer {
    var song = StereoBuffer(count: 0)
    var start = 0
    while start < count {
      let length = min(chunk, count - start)
      var part = StereoBuffer(count: length)
      var samples = part.mutableSpan
      metronome.add(to: &samples, from: start)
      song.left += part.left
      song.right += part.right
      start += length
    }
    return song
  }

  /// Crossings of zero in the 10 ms from `start` on: twice the frequency times the time.
  private func crossings(_ samples: [Float], from start: Int) -> Int {
    (start..<start + 441).count { samples[$0] * samples[$0 + 1] < 0 }
  }

  @Test func `a click starts on the very sample of its beat, higher and louder on downbeats`() {
    let beats = [0, 0.5000113, 1.2]
    let metronome = Metronome(beats: beats, downbeats: [0.5000113], peak: 0.8)
    let song = clicks(metronome, count: 88_200).left
    for beat in beats {
      let start = WorkingFormat.sampleIndex(atSeconds: beat)
      if start > 0 { #expect(song[start - 1] == 0) }
      #expect(abs(song[start]) > 0.4)
    }
    let down = WorkingFormat.sampleIndex(atSeconds: beats[1])
    #expect(abs(song[down] - 0.8) < 1e-6 && song[0] < 0.5)
    #expect(crossings(song, from: down) > crossings(song, from: 0) * 3 / 2)
  }

  @Test(arguments: [1, 100, 1_000, 44_100])
  func `clicks do not depend on how the song is cut`(chunk: Int) {
    let metronome = Metronome(beats: [0.01, 0.3, 0.31, 0.999], downbeats: [0.3], peak: 1)
    #expect(clicks(metronome, count: 44_100, chunk: chunk) == clicks(metronome, count: 44_100))
  }

  @Test func `a song without beats stays as it is`() {
    #expect(clicks(Metronome(beats: [], downbeats: [], peak: 1), count: 1_000) == StereoBuffer(count: 1_000))
  }
}
