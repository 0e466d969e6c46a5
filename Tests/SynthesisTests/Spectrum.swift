import Glibc
import SignalProcessing

/// Amplitudes at single frequencies, by direct correlation under a Blackman-Harris window.
struct Spectrum {
  let samples: [Float]

  /// The amplitude of a sine of `frequency` Hz in the samples.
  func amplitude(at frequency: Double) -> Double {
    var real = 0.0
    var imaginary = 0.0
    var weights = 0.0
    for (index, sample) in samples.enumerated() {
      let position = 2 * .pi * Double(index) / Double(samples.count)
      let window = 0.35875 - 0.48829 * cos(position) + 0.14128 * cos(2 * position) - 0.01168 * cos(3 * position)
      let angle = 2 * .pi * frequency * Double(index) / 44_100
      real += window * Double(sample) * cos(angle)
      imaginary += window * Double(sample) * sin(angle)
      weights += window
    }
    return 2 * (real * real + imaginary * imaginary).squareRoot() / weights
  }
}
