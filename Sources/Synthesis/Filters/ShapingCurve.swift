/// A curve without memory that bends samples.
package protocol ShapingCurve: Sendable {
  /// Bends eight samples.
  func shape(_ input: SIMD8<Float>) -> SIMD8<Float>
}

/// Soft clipping after a gain.
///
/// Close to tanh (its Pade approximant of order 3/2), exactly -1 or 1 outside of -3...3.
package struct SoftCurve: ShapingCurve {
  private let drive: Float

  /// - Parameter drive: Linear factor.
  package init(drive: Float) {
    self.drive = drive
  }

  @inline(__always)
  package func shape(_ input: SIMD8<Float>) -> SIMD8<Float> {
    let limit = SIMD8<Float>(repeating: 3)
    var x = drive * input
    x = x.replacing(with: limit, where: x .> limit)
    x = x.replacing(with: -limit, where: x .< -limit)
    let square = x * x
    return x * (27 + square) / (27 + 9 * square)
  }
}

/// Folds what grows too large back towards zero, along a sine: many new overtones that change with the level.
package struct FoldCurve: ShapingCurve {
  package init() {}

  @inline(__always)
  package func shape(_ input: SIMD8<Float>) -> SIMD8<Float> {
    Sine.ofTurns(input * 0.159_154_94)
  }
}
