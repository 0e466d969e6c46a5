/// Reads numbers as people write them, with their units.
enum Quantity {
  /// Units that a number may bear.
  enum Unit {
    case none
    case decibels
    case hertz
    case beatsPerMinute

    var name: String {
      switch self {
      case .none: ""
      case .decibels: " dB"
      case .hertz: " Hz"
      case .beatsPerMinute: " BPM"
      }
    }

    fileprivate func factor(of text: Substring) -> Double? {
      switch (self, text.lowercased()) {
      case (_, ""), (.decibels, "db"), (.hertz, "hz"), (.beatsPerMinute, "bpm"): 1
      case (.hertz, "khz"), (.hertz, "k"): 1_000
      default: nil
      }
    }
  }

  /// A plain decimal number, such as `-1.5`; neither `1e9` nor `nan`.
  static func number(_ text: some StringProtocol) -> Double? {
    var digits = text[...]
    if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }), digits.count <= 12
    else { return nil }
    return Double(String(text))
  }

  /// A whole number without sign.
  static func count(_ text: some StringProtocol) -> Int? {
    text.count <= 9 && text.allSatisfy(isDigit) ? Int(String(text)) : nil
  }

  /// A number, a fraction such as `1/3` or a percentage, within `range`.
  static func ratio(_ text: some StringProtocol, in range: ClosedRange<Double>) throws(Complaint) -> Double {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(\.trimmed)
    let value: Double?
    if let percent = percent(text) {
      value = percent / 100
    } else if parts.count == 2, let above = number(parts[0]), let below = number(parts[1]), below != 0 {
      value = above / below
    } else {
      value = parts.count == 1 ? number(parts[0]) : nil
    }
    guard let value, range.contains(value) else {
      throw Complaint(found: text, expected: "a number from \(short(range.lowerBound)) to \(short(range.upperBound))")
    }
    return value
  }

  /// The number before a percent sign.
  static func percent(_ text: some StringProtocol) -> Double? {
    let text = text.trimmed
    return text.hasSuffix("%") ? number(text.dropLast().trimmed) : nil
  }

  /// One number with its unit, or two with a `>` between them; the unit may be left out.
  static func sweep(_ text: some StringProtocol, unit: Unit, in range: ClosedRange<Double>) throws(Complaint) -> Sweep {
    let sides = text.split(separator: ">", omittingEmptySubsequences: false).map(\.trimmed)
    guard sides.count <= 2 else {
      throw Complaint(found: text, expected: "one value, or two with '>' between them")
    }
    var values: [Double] = []
    for (index, side) in sides.enumerated() {
      // The unit at the end speaks for both, where that makes sense: 300 > 3 kHz begins at 300 Hz.
      let ownUnit = unitText(of: side)
      let lastUnit = unitText(of: sides[sides.count - 1])
      let units = ownUnit.isEmpty && index < sides.count - 1 ? [lastUnit, ownUnit] : [ownUnit]
      let digits = number(side.dropLast(ownUnit.count).trimmed)
      let meanings = units.compactMap { text in unit.factor(of: text).flatMap { factor in digits.map { $0 * factor } } }
      guard let value = meanings.first(where: range.contains) else {
        throw Complaint(
          found: text,
          expected: "\(short(range.lowerBound)) to \(short(range.upperBound))\(unit.name), "
            + "or two such values with '>' between them")
      }
      values.append(value)
    }
    return Sweep(values[0], to: values[values.count - 1])
  }

  /// One number with its unit, which may be left out.
  static func value(_ text: some StringProtocol, unit: Unit, in range: ClosedRange<Double>) throws(Complaint) -> Double
  {
    let side = text.trimmed
    let suffix = unitText(of: side)
    guard let value = number(side.dropLast(suffix.count).trimmed), let factor = unit.factor(of: suffix),
      range.contains(value * factor)
    else {
      throw Complaint(
        found: text, expected: "a number from \(short(range.lowerBound)) to \(short(range.upperBound))\(unit.name)")
    }
    return value * factor
  }

  /// Without a decimal point where none is needed.
  static func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
  }

  private static func unitText(of text: String) -> Substring {
    var start = text.endIndex
    while start > text.startIndex, text[text.index(before: start)].isLetter { start = text.index(before: start) }
    return text[start...]
  }

  private static func isDigit(_ character: Character) -> Bool {
    ("0"..."9").contains(character)
  }
}
