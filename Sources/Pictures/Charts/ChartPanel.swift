/// One part of a chart.
package enum ChartPanel: Sendable {
  case ranges(RangePanel)
  case curves(CurvePanel)
}

/// Measurements of several things, one below the other: a line from low to high, a dot where most are.
package struct RangePanel: Sendable {
  package let title: String
  package let unit: String
  package let isLogarithmic: Bool
  package let rows: [Row]

  /// One thing.
  package struct Row: Sendable {
    package let label: String
    package let low: Double
    package let median: Double
    package let high: Double

    package init(label: String, low: Double, median: Double, high: Double) {
      self.label = label
      self.low = low
      self.median = median
      self.high = high
    }
  }

  package init(title: String, unit: String, isLogarithmic: Bool, rows: [Row]) {
    self.title = title
    self.unit = unit
    self.isLogarithmic = isLogarithmic
    self.rows = rows
  }
}

/// How measurements depend on a number.
package struct CurvePanel: Sendable {
  package let title: String
  package let xTitle: String
  package let yTitle: String
  package let isXLogarithmic: Bool
  package let curves: [Curve]

  /// The points of one thing, in the order of `x`.
  package struct Curve: Sendable {
    package let name: String
    package let points: [(x: Double, y: Double)]

    package init(name: String, points: [(x: Double, y: Double)]) {
      self.name = name
      self.points = points
    }
  }

  package init(title: String, xTitle: String, yTitle: String, isXLogarithmic: Bool, curves: [Curve]) {
    self.title = title
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.isXLogarithmic = isXLogarithmic
    self.curves = curves
  }
}
