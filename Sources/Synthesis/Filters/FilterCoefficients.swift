import Audio
import Glibc

/// What a state variable filter computes with, at one cutoff and resonance.
///
/// Halfway between two sets of coefficients lies a filter in between, so that loops can move them evenly instead of
/// dividing at every sample.
package struct FilterCoefficients: Equatable, Sendable {
  /// The factors a1, a2 and a3 of Simper's paper, and the damping.
  package var terms: SIMD4<Float>

  /// - Parameters:
  ///   - cutoff: In Hz, held within 5 Hz...20 kHz.
  ///   - damping: 1 / Q; the square root of 2 for a flat Butterworth response, less for resonance.
  package init(cutoff: Double, damping: Float) {
    self.init(warped: Self.warp(cutoff), damping: damping)
  }

  /// - Parameter warped: A cutoff as `warp` gives it.
  init(warped: Float, damping: Float) {
    let a1 = 1 / (1 + warped * (warped + damping))
    terms = SIMD4(a1, warped * a1, warped * warped * a1, damping)
  }

  /// The filter's measure of a cutoff: tan(pi * cutoff / sample rate).
  static func warp(_ cutoff: Double) -> Float {
    Float(tan(.pi * min(max(cutoff, 5), 20_000) / Double(WorkingFormat.sampleRate)))
  }
}
