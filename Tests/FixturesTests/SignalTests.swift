import Fixtures
import Testing

@Suite struct `Made signals` {
  @Test func `a click track at 120 BPM has a click every 0.5 s`() {
    let track = ClickTrack(beatsPerMinute: 120, seconds: 10, firstBeat: 0.25)
    #expect(track.samples.count == 441_000)
    #expect(track.beats == (0..<20).map { 0.25 + 0.5 * Double($0) })
    #expect(track.downbeats == [0.25, 2.25, 4.25, 6.25, 8.25])
    for beat in track.beats {
      let start = Signals.count(seconds: beat)
      #expect(track.samples[start] >= 0.6 && track.samples[start - 1] == 0)
    }
  }

  @Test func `a jittered click track keeps its tempo and its clicks stay within the jitter`() {
    let track = ClickTrack(beatsPerMinute: 100, seconds: 30, firstBeat: 0.5, jitterSeconds: 0.02)
    for (index, beat) in track.beats.enumerated() { #expect(abs(beat - 0.5 - 0.6 * Double(index)) <= 0.02) }
    #expect(Set(track.beats.enumerated().map { $1 - 0.6 * Double($0) }).count > 40)
  }

  @Test func `a sine of 1 kHz crosses zero 2,000 times a second`() {
    #expect(abs(crossings(Signals.sine(1000, seconds: 1)) - 2000) <= 1)
    #expect(Signals.sine(1000, seconds: 1).max() ?? 0 > 0.499)
  }

  @Test func `a sweep spends equal times in its octaves`() {
    let sweep = Signals.sweep(from: 100, to: 1600, seconds: 4)
    // One octave per second: the mean frequency of an octave from f is f / ln 2.
    for octave in 0..<4 {
      let second = Array(sweep[octave * 44_100..<(octave + 1) * 44_100])
      #expect(abs(Double(crossings(second)) / 2 - 144.27 * Double(1 << octave)) < 2)
    }
  }

  @Test func `noise and speech come back the same from the same seed, and differ by seed`() {
    #expect(Signals.noise(seconds: 1, seed: 1) == Signals.noise(seconds: 1, seed: 1))
    #expect(Signals.noise(seconds: 1, seed: 1) != Signals.noise(seconds: 1, seed: 2))
    #expect(Signals.speech(seconds: 1, seed: 1) == Signals.speech(seconds: 1, seed: 1))
    #expect(Signals.speech(seconds: 1, seed: 1) != Signals.speech(seconds: 1, seed: 2))
  }

  @Test func `speech is neither silent nor clipped, at any rate`() {
    for rate in [8000, 44_100, 192_000] {
      let speech = Signals.speech(seconds: 4, seed: 6, sampleRate: rate)
      #expect(speech.count == 4 * rate)
      let power = speech.reduce(0) { $0 + Double($1 * $1) } / Double(speech.count)
      #expect(abs(power - 0.01) < 0.002)
      #expect(speech.count { abs($0) >= 0.95 } < speech.count / 1000)
    }
  }

  private func crossings(_ samples: [Float]) -> Int {
    zip(samples, samples.dropFirst()).count { ($0 < 0) != ($1 < 0) }
  }
}
