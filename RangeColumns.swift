/// What lies where from left to right in all range panels of a picture, so that their plots stand under each other.
struct RangeColumns {
  /// Where labels end.
  let labelsRight: Double
  let plotLeft: Double
  let plotRight: Double
  /// Where the medians' values start.
  let valuesLeft: Double

  static let labelSize = 9.5
  /// The most that labels and values take; longer ones are cut.
  static let mostLabelWidth = 520.0
  static let mostValueWidth = 200.0
  private static let gap = 14.0
  /// The least distance from a plot to the picture's edges, for the numbers below the plot's ends.
  private static let leastSide = 70.0

  init(_ panels: [ChartPanel]) {
    var labelWidth = 0.0
    var valueWidth = 0.0
    for case .ranges(let panel) in panels {
      for row in panel.rows {
        labelWidth = max(labelWidth, StrokeFont.width(of: row.label, size: Self.labelSize))
        valueWidth = max(valueWidth, StrokeFont.width(of: panel.value(of: row), size: Self.labelSize))
      }
    }
    let left = ChartPicture.margin + min(labelWidth, Self.mostLabelWidth) + Self.gap
    plotLeft = max(left, Self.leastSide).rounded()
    labelsRight = plotLeft - Self.gap
    let right = ChartPicture.margin + min(valueWidth, Self.mostValueWidth) + Self.gap
    plotRight = (Double(ChartPicture.width) - max(right, Self.leastSide)).rounded()
    valuesLeft = plotRight + Self.gap
  }
}

extension RangePanel {
  /// The median as it is written at the end of its row.
  func value(of row: Row) -> String {
    guard row.median.isFinite else { return "not measured" }
    let number = DecimalNumber(threeDigitsOf: min(max(row.median, -AxisScale.largest), AxisScale.largest)).text
    return unit.isEmpty ? number : "\(number) \(unit)"
  }
}
