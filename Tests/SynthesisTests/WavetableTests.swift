import Glibc
import Synthesis
import Testing

struct WavetableTests {
  @Test(arguments: [43.7, 78.1, 441.3, 1_234.5])
  func `a saw aliases less than -60 dB`(frequency: Double) {
    var samples = [Float](repeating: 0, count: 16_384)
    var span = samples.mutableSpan
    SawBank().table(for: frequency).add(frequency: frequency, gain: 1, into: &span)
    let spectrum = Spectrum(samples: samples)
    let fundamental = spectrum.amplitude(at: frequency)
    // Harmonic k above half the sample rate would show at its mirror image, between the true harmonics.
    var worst = 0.0
    let first = Int(22_050 / frequency) + 1
    for harmonic in stride(from: first, to: 2 * first, by: max(first / 24, 1)) {
      let mirror = 44_100 - Double(harmonic) * frequency
      let distance = abs(mirror / frequency - (mirror / frequency).rounded()) * frequency
      // The window spreads a true harmonic over 4 bins.
      if mirror > 50, distance > 11 { worst = max(worst, spectrum.amplitude(at: mirror)) }
    }
    #expect(20 * log10(worst / fundamental) < -60)
  }

  @Test func `a saw falls from 1 to -1 once a period`() {
    var samples = [Float](repeating: 0, count: 882)
    var span = samples.mutableSpan
    SawBank().table(for: 50).add(frequency: 50, gain: 1, into: &span)
    // A quarter, half and three quarters into the first period of 882 samples.
    #expect(abs(samples[220] - 0.5) < 0.02)
    #expect(abs(samples[441]) < 0.02)
    #expect(abs(samples[661] + 0.5) < 0.02)
  }

  @Test func `the harmonics of a saw fall as one over their number`() {
    var samples = [Float](repeating: 0, count: 16_384)
    var span = samples.mutableSpan
    SawBank().table(for: 60).add(frequency: 60, gain: 1, into: &span)
    let spectrum = Spectrum(samples: samples)
    for harmonic in [1, 2, 5, 20] {
      #expect(abs(spectrum.amplitude(at: 60 * Double(harmonic)) * Double(harmonic) * .pi / 2 - 1) < 0.01)
    }
  }
}
