import Glibc

/// The Kaiser window, which trades the width of a transition for the depth of a stop band.
enum Kaiser {
  /// The window at `place`: 1 in the middle at 0, small at the ends at -1 and 1.
  static func window(at place: Double, beta: Double) -> Double {
    bessel(beta * max(1 - place * place, 0).squareRoot()) / bessel(beta)
  }

  /// The modified Bessel function of order 0, by its power series.
  private static func bessel(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for order in 1...40 {
      term *= (x / 2 / Double(order)) * (x / 2 / Double(order))
      sum += term
    }
    return sum
  }
}
