import Audio
import Glibc

/// The coefficients of a second-order filter, whose denominator starts with 1.
package struct Biquad: Sendable {
  package let numerator: (Double, Double, Double)
  package let denominator: (Double, Double)

  /// The squared magnitude of the response at `angle`, in radians per sample.
  package func power(at angle: Double) -> Double {
    let (real, imaginary) = (cos(angle), -sin(angle))
    let (real2, imaginary2) = (cos(2 * angle), -sin(2 * angle))
    func square(_ c0: Double, _ c1: Double, _ c2: Double) -> Double {
      let (x, y) = (c0 + c1 * real + c2 * real2, c1 * imaginary + c2 * imaginary2)
      return x * x + y * y
    }
    return square(numerator.0, numerator.1, numerator.2) / square(1, denominator.0, denominator.1)
  }

  /// A Butterworth high-pass.
  ///
  /// - Parameter frequency: In Hz, where it lets half of the power through.
  package static func highPass(at frequency: Double) -> Biquad {
    let k = tan(.pi * frequency / Double(WorkingFormat.sampleRate))
    let a0 = 1 + k * 2.0.squareRoot() + k * k
    return Biquad(
      numerator: (1 / a0, -2 / a0, 1 / a0),
      denominator: (2 * (k * k - 1) / a0, (1 - k * 2.0.squareRoot() + k * k) / a0))
  }
}

/// The K-weighting of ITU-R BS.1770-4: how the ear weighs what it hears.
///
/// The standard's two filters, made for our sample rate from their analogue prototypes as other meters do.
package enum KWeightingFilter {
  /// The first stage: the head's high shelf of 4 dB.
  package static var shelf: Biquad {
    let k = tan(.pi * 1_681.974450955533 / Double(WorkingFormat.sampleRate))
    let q = 0.7071752369554196
    let high = pow(10, 3.999843853973347 / 20)
    let band = pow(high, 0.4996667741545416)
    let a0 = 1 + k / q + k * k
    return Biquad(
      numerator: ((high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0),
      denominator: (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0))
  }

  /// The second stage: the high-pass at 38 Hz.
  package static var highPass: Biquad {
    let k = tan(.pi * 38.13547087602444 / Double(WorkingFormat.sampleRate))
    let q = 0.5003270373238773
    let a0 = 1 + k / q + k * k
    return Biquad(numerator: (1, -2, 1), denominator: (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0))
  }
}
