import Audio
import Glibc
import SignalProcessing

/// How much of a power spectrum the ear hears, after the K-weighting of ITU-R BS.1770-4.
///
/// The weights are the squared magnitude of the standard's two filters at each bin, the filters being made for our sample
/// rate from their analogue prototypes as libebur128 does.
struct KWeighting {
  /// Power gain per bin.
  private let gains: [Float]

  init(binCount: Int, binFrequency: Double) {
    let shelf = Self.shelf()
    let highPass = Self.highPass()
    gains = (0..<binCount).map { bin in
      let angle = 2 * .pi * Double(bin) * binFrequency / Double(WorkingFormat.sampleRate)
      return Float(shelf.power(at: angle) * highPass.power(at: angle))
    }
  }

  /// The ratio of the weighted to the unweighted power of a magnitude spectrum; 0 for silence.
  func ratio(of magnitude: [Float]) -> Float {
    var (weighted, plain) = (SIMD8<Float>(), SIMD8<Float>())
    let (gains, magnitude) = (gains.span, magnitude.span)
    let whole = gains.count / 8 * 8
    for first in stride(from: 0, to: whole, by: 8) {
      let magnitudes = magnitude.vector(from: first)
      let power = magnitudes * magnitudes
      plain += power
      weighted += gains.vector(from: first) * power
    }
    for bin in whole..<gains.count {
      let power = magnitude[bin] * magnitude[bin]
      plain[0] += power
      weighted[0] += gains[bin] * power
    }
    let total = plain.sum()
    return total > 0 ? weighted.sum() / total : 0
  }

  /// A filter's coefficients; the denominator starts with 1.
  private struct Biquad {
    let numerator: [Double]
    let denominator: [Double]

    /// The squared magnitude of the response at `angle`, in radians per sample.
    func power(at angle: Double) -> Double {
      Self.power(of: numerator, at: angle) / Self.power(of: denominator, at: angle)
    }

    private static func power(of polynomial: [Double], at angle: Double) -> Double {
      var (real, imaginary) = (0.0, 0.0)
      for (order, coefficient) in polynomial.enumerated() {
        real += coefficient * cos(angle * Double(order))
        imaginary += coefficient * sin(angle * Double(order))
      }
      return real * real + imaginary * imaginary
    }
  }

  /// The first stage: the head's high shelf of 4 dB.
  private static func shelf() -> Biquad {
    let k = tan(.pi * 1_681.974450955533 / Double(WorkingFormat.sampleRate))
    let q = 0.7071752369554196
    let high = pow(10, 3.999843853973347 / 20)
    let band = pow(high, 0.4996667741545416)
    let a0 = 1 + k / q + k * k
    return Biquad(
      numerator: [
        (high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0,
      ],
      denominator: [1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0])
  }

  /// The second stage: the high-pass at 38 Hz.
  private static func highPass() -> Biquad {
    let k = tan(.pi * 38.13547087602444 / Double(WorkingFormat.sampleRate))
    let q = 0.5003270373238773
    let a0 = 1 + k / q + k * k
    return Biquad(
      numerator: [1, -2, 1], denominator: [1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0])
  }
}
