/// The parabola through a maximum and its neighbours, which tells where between the three it peaks.
enum Parabola {
  /// How far the peak lies from the middle one of three values, in steps from one to the next: -0.5...0.5.
  ///
  /// - Parameter middle: At least as large as the other two; if all are equal, the peak is in the middle.
  static func peakOffset<Value: BinaryFloatingPoint>(_ left: Value, _ middle: Value, _ right: Value) -> Value {
    let curvature = left - 2 * middle + right
    // Beyond half a step it is by rounding alone.
    return curvature < 0 ? min(max(0.5 * (left - right) / curvature, -0.5), 0.5) : 0
  }
}
