/// A curve without memory that bends samples.
protocol ShapingCurve: Sendable {
  func shape(_ input: SIMD8<Float>) -> SIMD8<Float>
}

/// Soft clipping.
package enum Saturation {
  /// Close to tanh (its Pade approximant of order 3/2), exactly -1 or 1 outside of -3...3.
  @inline(__always) package static func soft(_ input: Float) -> Float {
    let x = min(max(input, -3), 3)
    let square = x * x
    return x * (27 + square) / (27 + 9 * square)
  }
}

/// `Saturation.soft` after a gain.
struct SoftCurve: ShapingCurve {
  let drive: Float

  @inline(__always)
  func shape(_ input: SIMD8<Float>) -> SIMD8<Float> {
    let limit = SIMD8<Float>(repeating: 3)
    var x = drive * input
    x = x.replacing(with: limit, where: x .> limit)
    x = x.replacing(with: -limit, where: x .< -limit)
    let square = x * x
    return x * (27 + square) / (27 + 9 * square)
  }
}

/// Folds what grows too large back towards zero, along a sine: many new overtones that change with the level.
struct FoldCurve: ShapingCurve {
  @inline(__always)
  func shape(_ input: SIMD8<Float>) -> SIMD8<Float> {
    Sine.ofTurns(input * 0.159_154_94)
  }
}
