import Glibc
import SignalProcessing
import Testing

struct RealFFTTests {
  private func powerSpectrum(of samples: [Float]) -> [Float] {
    let fft = RealFFT(length: samples.count)
    var power = [Float](repeating: 0, count: fft.binCount)
    var span = power.mutableSpan
    fft.powerSpectrum(of: samples.span, into: &span)
    return power
  }

  @Test func `the power equals the formula of the discrete Fourier transform`() {
    let length = 32
    let samples = (0..<length).map { Float(sin(Double($0) * 1.3) + 0.3 * cos(Double($0 * $0))) }
    let power = powerSpectrum(of: samples)
    for bin in power.indices {
      var (x, y) = (0.0, 0.0)
      for (index, sample) in samples.enumerated() {
        let angle = -2 * .pi * Double(bin * index) / Double(length)
        x += Double(sample) * cos(angle)
        y += Double(sample) * sin(angle)
      }
      #expect(abs(Double(power[bin]) - (x * x + y * y)) < 1e-3)
    }
  }

  @Test(arguments: [1, 100, 511])
  func `a full-scale sine on a bin has the power of half the length, squared, in that bin alone`(bin: Int) {
    let length = 1_024
    let sine = (0..<length).map { Float(sin(2 * .pi * Double(bin * $0) / Double(length))) }
    for (index, value) in powerSpectrum(of: sine).enumerated() {
      #expect(abs(value / (512 * 512) - (index == bin ? 1 : 0)) < 1e-5)
    }
  }
}
