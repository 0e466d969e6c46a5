import Audio
import Glibc

/// A resonant low-, band- and high-pass of second order whose cutoff may move with every sample.
///
/// Trapezoidal integration after Zavalishin, in the form of Simper's "Linear trapezoidal state variable filter" (2013).
package struct StateVariableFilter: Sendable {
  /// What one sample becomes.
  package struct Outputs {
    package let low: Float
    package let band: Float
    package let high: Float
  }

  private var first: Float = 0
  private var second: Float = 0

  package init() {}

  /// The filter's measure of a cutoff: tan(pi * cutoff / sample rate).
  ///
  /// Cutoffs are held within 5 Hz...20 kHz.
  package static func warp(_ cutoff: Double) -> Float {
    Float(tan(.pi * min(max(cutoff, 5), 20_000) / Double(WorkingFormat.sampleRate)))
  }

  /// Filters one sample.
  ///
  /// - Parameters:
  ///   - warped: The cutoff as `warp` gives it.
  ///   - damping: 1 / Q; the square root of 2 for a flat Butterworth response, less for resonance.
  @inline(__always)
  package mutating func process(_ input: Float, warped: Float, damping: Float) -> Outputs {
    let a1 = 1 / (1 + warped * (warped + damping))
    let a2 = warped * a1
    let a3 = warped * a2
    let difference = input - second
    let band = a1 * first + a2 * difference
    let low = second + a2 * first + a3 * difference
    first = 2 * band - first
    second = 2 * low - second
    return Outputs(low: low, band: band, high: input - damping * band - low)
  }
}
