import Audio
import Glibc
import Synthesis
import Testing

struct BassVoiceTests {
  private let samplesPerBeat = 18_900.0

  @Test(arguments: BassTimbre.allCases)
  func `the strongest tone of a bass note is its fundamental`(timbre: BassTimbre) {
    let samples = render(timbre, frequency: 55, rate: 2, beats: 2)
    let spectrum = Spectrum(samples: Array(samples[4_000..<20_384]))
    let fundamental = spectrum.amplitude(at: 55)
    for other in [30.0, 41, 68, 82, 110, 165, 220] { #expect(spectrum.amplitude(at: other) < fundamental) }
  }

  @Test(arguments: [1.0, 2, 3, 4])
  func `a wobble opens as often per beat as its rate says`(rate: Double) {
    let samples = render(.wobble, frequency: 55, rate: rate, beats: 2)
    // Brightness: the power of sample-to-sample differences in windows of 12 ms.
    let window = 525
    let brightness = stride(from: 0, to: samples.count - window, by: window).map { start in
      (start + 1..<start + window).reduce(Float(0)) { sum, index in
        let step = samples[index] - samples[index - 1]
        return sum + step * step
      }
    }
    // A cycle counts once it has been bright after dark: the beating of the saws makes small waves on the large ones.
    let brightest = brightness.max() ?? 0
    var isOpen = false
    var cycles = 0
    for value in brightness {
      if !isOpen, value > 0.4 * brightest { cycles += 1 }
      isOpen = isOpen ? value > 0.1 * brightest : value > 0.4 * brightest
    }
    #expect(cycles == Int(2 * rate))
  }

  @Test(arguments: BassTimbre.allCases)
  func `a bass note starts and ends in silence and stays within its bounds`(timbre: BassTimbre) {
    for beats in [0.25, 0.75, 4] {
      let samples = render(timbre, frequency: 48, rate: 4, beats: beats)
      #expect(abs(samples[0]) < 1e-3)
      #expect(abs(samples[samples.count - 1]) < 1e-3)
      #expect(samples.allSatisfy { abs($0) < 1.3 })
    }
  }

  @Test func `a wobble that speeds up counts the mean of its rates`() {
    let shape = WobbleShape(startRate: 1, endRate: 5)
    #expect(abs(shape.cycles(atBeat: 4, ofNoteLength: 4) - 12) < 1e-9)
    #expect(shape.opening(atBeat: 0, ofNoteLength: 4) < 1e-9)
    #expect(shape.opening(atBeat: 4, ofNoteLength: 4) < 1e-9)
  }

  private func render(_ timbre: BassTimbre, frequency: Double, rate: Double, beats: Double) -> [Float] {
    let tone = BassTone(
      timbre: timbre, frequency: frequency, wobble: WobbleShape(startRate: rate, endRate: rate))
    var sound = StereoBuffer(count: Int(beats * samplesPerBeat))
    var span = sound.mutableSpan
    var voice = BassVoice(samplesPerBeat: samplesPerBeat)
    voice.render(tone, into: &span)
    return sound.left
  }
}
