import Glibc

/// Numbers as text, the same on every machine.
enum DecimalText {
  /// `value` with exactly `digits` digits after the point, rounded half away from zero.
  ///
  /// - Precondition: `value` is finite and, times ten to the power of `digits`, fits in 63 bits.
  static func fixed(_ value: Double, digits: Int) -> String {
    let scale = (0..<digits).reduce(1) { product, _ in product * 10 }
    let steps = Int((value * Double(scale)).rounded())
    let magnitude = steps.magnitude
    let whole = magnitude / UInt(scale)
    let sign = steps < 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = String(magnitude % UInt(scale))
    return "\(sign)\(whole).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
  }

  /// `seconds` as minutes and seconds, such as `3:07`.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
  }

  static func decibels(ofPowerRatio ratio: Double) -> Double { 10 * log10(ratio) }

  static func ratio(ofCents cents: Double) -> Double { exp2(cents / 1_200) }
}

extension Double {
  /// This number without digits that say nothing: in steps of one over `stepsPerUnit`.
  func rounded(stepsPerUnit: Double) -> Double {
    (self * stepsPerUnit).rounded() / stepsPerUnit
  }
}
