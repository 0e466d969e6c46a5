import Glibc

/// A filter of the second order (Robert Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients").
struct FixtureFilter {
  enum Kind {
    case lowPass
    case highPass
    case bandPass
  }

  private let b0: Double
  private let b1: Double
  private let b2: Double
  private let a1: Double
  private let a2: Double
  private var z1 = 0.0
  private var z2 = 0.0

  /// - Parameters:
  ///   - frequency: The corner or centre in Hz, below half of `sampleRate`.
  ///   - quality: Centre frequency over bandwidth; the default is Butterworth's.
  init(_ kind: Kind, frequency: Double, sampleRate: Double, quality: Double = 0.5.squareRoot()) {
    let omega = 2 * .pi * frequency / sampleRate
    let alpha = sin(omega) / (2 * quality)
    let a0 = 1 + alpha
    a1 = -2 * cos(omega) / a0
    a2 = (1 - alpha) / a0
    switch kind {
    case .lowPass:
      b0 = (1 - cos(omega)) / 2 / a0
      b1 = 2 * b0
      b2 = b0
    case .highPass:
      b0 = (1 + cos(omega)) / 2 / a0
      b1 = -2 * b0
      b2 = b0
    case .bandPass:
      b0 = alpha / a0
      b1 = 0
      b2 = -b0
    }
  }

  mutating func process(_ input: Double) -> Double {
    let output = b0 * input + z1
    z1 = b1 * input - a1 * output + z2
    z2 = b2 * input - a2 * output
    return output
  }
}
