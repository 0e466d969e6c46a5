import Audio
import Glibc
import Synthesis
import Testing

struct WobbleTests {
  /// Beats of 140, 128 and 173.7 BPM: not all of them whole numbers of samples.
  @Test(arguments: [140.0, 128, 173.7], [1.0, 2, 3, 4])
  func `a wobble repeats on the grid`(tempo: Double, rate: Double) {
    let samplesPerBeat = 60 * 44_100 / tempo
    for timbre in [BassTimbre.wobble, .growl, .screech] {
      let envelope = brightness(of: timbre, rate: rate, samplesPerBeat: samplesPerBeat)
      // Frames of 2 ms: the period by autocorrelation, between half and one and a half of what it should be.
      let expected = samplesPerBeat / rate / 88.2
      let lags = Int(0.55 * expected)...Int(1.45 * expected)
      let correlations = lags.map { lag in
        zip(envelope, envelope.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / Double(envelope.count - lag)
      }
      let best = correlations.indices.dropFirst().dropLast().max { correlations[$0] < correlations[$1] } ?? 0
      let (before, after) = (correlations[best - 1], correlations[best + 1])
      let shift = (before - after) / (2 * (before - 2 * correlations[best] + after))
      let period = Double(lags.lowerBound + best) + shift
      #expect(abs(period / expected - 1) < 0.02, "\(timbre)")
    }
  }

  @Test func `a wobble that speeds up counts the mean of its rates`() {
    let shape = WobbleShape(startRate: 1, endRate: 5)
    #expect(abs(shape.cycles(atBeat: 4, ofNoteLength: 4) - 12) < 1e-9)
    #expect(shape.opening(atBeat: 0, ofNoteLength: 4) < 1e-9)
    #expect(shape.opening(atBeat: 4, ofNoteLength: 4) < 1e-9)
  }

  @Test(arguments: WobbleCurve.allCases)
  func `every curve opens fully once a cycle, starts closed and never jumps`(curve: WobbleCurve) {
    let shape = WobbleShape(rate: 1, curve: curve)
    let openings = (0...20_000).map { shape.opening(atBeat: Double($0) / 10_000, ofNoteLength: 2) }
    #expect(openings[0] < 1e-9 && openings[10_000] < 1e-3)
    #expect(openings.allSatisfy { $0 >= 0 && $0 <= 1 + 1e-12 })
    #expect(openings[..<10_000].contains { $0 > 0.999 })
    let steepest = zip(openings, openings.dropFirst()).map { abs($0 - $1) }.max() ?? 1
    #expect(steepest < 0.005)
  }

  /// The level above 700 Hz in frames of 2 ms, less its mean.
  private func brightness(of timbre: BassTimbre, rate: Double, samplesPerBeat: Double) -> [Double] {
    var voice = BassVoice(samplesPerBeat: samplesPerBeat)
    let sound = voice.sound(
      of: BassTone(timbre: timbre, frequency: 52, wobble: WobbleShape(rate: rate)), count: Int(8 * samplesPerBeat))
    let bright = Sound.filtered(sound.left, cutoff: 700, isHighPass: true)
    let frames = (0..<Int(Double(bright.count) / 88.2) - 10).map { frame in
      let start = Int(Double(frame) * 88.2)
      return Sound.energy(bright[start..<start + 882]).squareRoot()
    }
    let mean = frames.reduce(0, +) / Double(frames.count)
    return frames.map { $0 - mean }
  }
}
