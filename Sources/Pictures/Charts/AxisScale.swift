import Glibc

/// Where values stand along an axis, and which of them are marked.
package struct AxisScale: Equatable {
  package let range: ClosedRange<Double>
  let isLogarithmic: Bool
  /// The marked values, in order; all within `range`.
  package let ticks: [Double]

  /// A scale that all of `values` have room on; a logarithmic one spans whole decades, a linear one begins at 0 or below.
  package init(for values: [Double], isLogarithmic: Bool) {
    self.isLogarithmic = isLogarithmic
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    let (low, high) = (usable.min() ?? 1, usable.max() ?? 1)
    if isLogarithmic {
      let (first, last) = (Int(log10(low).rounded(.down)), Int(log10(high).rounded(.up)))
      ticks = (first...max(last, first + 1)).map { pow(10, Double($0)) }
    } else {
      let start = min(low, 0)
      let step = Self.step(for: max(high, start + 1e-9) - start)
      let (first, last) = (Int((start / step).rounded(.down)), Int((max(high, step) / step).rounded(.up)))
      ticks = (first...last).map { Double($0) * step }
    }
    range = (ticks.first ?? 0)...(ticks.last ?? 1)
  }

  /// The distance of about five marks over `span`: 1, 2 or 5 times a power of ten.
  private static func step(for span: Double) -> Double {
    let power = pow(10, log10(span / 5).rounded(.down))
    let steps = [1.0, 2, 5, 10].map { $0 * power }
    return steps.first { span / $0 <= 6 } ?? power * 10
  }

  /// From 0 at the axis's start to 1 at its end; what lies outside is put at the nearer end.
  package func fraction(of value: Double) -> Double {
    let value = value.isNaN ? range.lowerBound : min(max(value, range.lowerBound), range.upperBound)
    guard isLogarithmic else { return (value - range.lowerBound) / (range.upperBound - range.lowerBound) }
    return log10(value / range.lowerBound) / log10(range.upperBound / range.lowerBound)
  }

  /// `value` with at most three digits that count, and `k`, `M` or `G` for thousands, millions and milliards.
  package static func label(_ value: Double) -> String {
    let size = abs(value)
    for (scale, letter) in [(1e9, "G"), (1e6, "M"), (1e4, "k")] where size >= scale * 0.9995 {
      let unit = letter == "k" ? 1e3 : scale
      return digits(value / unit) + letter
    }
    return digits(value)
  }

  private static func digits(_ value: Double) -> String {
    let size = abs(value)
    if size == 0 { return "0" }
    let places =
      size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : size >= 0.009995 ? 4 : 5
    var text = String(Int((size * pow(10, Double(places))).rounded()))
    if places > 0 {
      text = String(repeating: "0", count: max(places + 1 - text.count, 0)) + text
      text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return (value < 0 ? "\u{2212}" : "") + text
  }
}
