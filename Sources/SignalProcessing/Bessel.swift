/// Bessel functions, for Kaiser windows.
enum Bessel {
  /// The modified Bessel function of order 0, by its power series.
  static func order0(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for order in 1...30 {
      term *= (x / 2 / Double(order)) * (x / 2 / Double(order))
      sum += term
    }
    return sum
  }
}
