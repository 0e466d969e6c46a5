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

  /// The ratio of the weighted to the unweighted power of four magnitude spectra, one in each lane; 0 for silence.
  func ratios(of magnitude: [SIMD4<Float>]) -> SIMD4<Float> {
    var (weighted, plain) = (SIMD4<Float>(), SIMD4<Float>())
    let (gains, magnitude) = (gains.span, magnitude.span.extracting(0..<gains.count))
    // Eight sums, as one alone would round too much.
    for first in 0..<8 {
      var (weightedPart, plainPart) = (SIMD4<Float>(), SIMD4<Float>())
      for bin in stride(from: first, to: gains.count, by: 8) {
        let power = magnitude[bin] * magnitude[bin]
        plainPart += power
        weightedPart += power * gains[bin]
      }
      plain += plainPart
      weighted += weightedPart
    }
    return (weighted / plain).replacing(with: 0, where: plain .<= 0)
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
