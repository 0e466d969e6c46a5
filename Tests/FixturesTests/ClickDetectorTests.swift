import Fixtures
import Testing

struct ClickDetectorTests {
  @Test func `a step in a tone is a click`() {
    var tone = Signals.sine(220, seconds: 1)
    for index in 20_000..<tone.count { tone[index] += 0.05 }
    #expect(ClickDetector.clicks(in: tone).map { abs($0 - 20_000) <= 1 } == [true])
  }

  @Test func `a tone that jumps in phase clicks where it does`() {
    let tone = Signals.sine(440, seconds: 1)
    let broken = Array(tone[..<20_000] + tone[20_030...])
    #expect(ClickDetector.clicks(in: broken).map { abs($0 - 20_000) <= 1 } == [true])
  }

  @Test func `tones, noise and drums do not click`() {
    #expect(ClickDetector.clicks(in: Signals.sine(60, seconds: 1)).isEmpty)
    #expect(ClickDetector.clicks(in: Signals.noise(seconds: 1, seed: 4)).isEmpty)
    let drum = Signals.noise(seconds: 1, seed: 4).enumerated().map { index, sample in
      index < 20_000 ? 0.001 * sample : sample
    }
    #expect(ClickDetector.clicks(in: drum).isEmpty)
  }
}
