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

  /// Filters one sample.
  @inline(__always)
  package mutating func process(_ input: Float, _ coefficients: FilterCoefficients) -> Outputs {
    let terms = coefficients.terms
    let difference = input - second
    let band = terms.x * first + terms.y * difference
    let low = second + terms.y * first + terms.z * difference
    first = 2 * band - first
    second = 2 * low - second
    return Outputs(low: low, band: band, high: input - terms.w * band - low)
  }
}
