/// Soft clipping.
package enum Saturation {
  /// Close to tanh (its Pade approximant of order 3/2), exactly -1 or 1 outside of -3...3.
  @inline(__always) package static func soft(_ input: Float) -> Float {
    let x = min(max(input, -3), 3)
    let square = x * x
    return x * (27 + square) / (27 + 9 * square)
  }
}
