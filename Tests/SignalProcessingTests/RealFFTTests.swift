import Glibc
import SignalProcessing
import Testing

struct RealFFTTests {
  @Test func `the spectrum equals the formula of the discrete Fourier transform`() {
    let length = 32
    let samples = (0..<length).map { Float(sin(Double($0) * 1.3) + 0.3 * cos(Double($0 * $0))) }
    let fft = RealFFT(length: length)
    var real = [Float](repeating: 0, count: fft.binCount)
    var imaginary = real
    do {
      var realSpan = real.mutableSpan
      var imaginarySpan = imaginary.mutableSpan
      fft.spectrum(of: samples.span, real: &realSpan, imaginary: &imaginarySpan)
    }
    for bin in 0..<fft.binCount {
      var (x, y) = (0.0, 0.0)
      for (index, sample) in samples.enumerated() {
        let angle = -2 * .pi * Double(bin * index) / Double(length)
        x += Double(sample) * cos(angle)
        y += Double(sample) * sin(angle)
      }
      #expect(abs(Double(real[bin]) - x) < 1e-4)
      #expect(abs(Double(imaginary[bin]) - y) < 1e-4)
    }
  }

  @Test(arguments: [1, 100, 511])
  func `a full-scale sine on a bin has the power of half the length, squared, in that bin alone`(bin: Int) {
    let length = 1_024
    let sine = (0..<length).map { Float(sin(2 * .pi * Double(bin * $0) / Double(length))) }
    let fft = RealFFT(length: length)
    var power = [Float](repeating: 0, count: fft.binCount)
    do {
      var span = power.mutableSpan
      fft.powerSpectrum(of: sine.span, into: &span)
    }
    for (index, value) in power.enumerated() {
      #expect(abs(value / (512 * 512) - (index == bin ? 1 : 0)) < 1e-5)
    }
  }
}
