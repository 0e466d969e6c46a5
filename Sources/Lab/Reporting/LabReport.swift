/// What an experiment found.
package struct LabReport: Codable, Sendable {
  package let experiment: String
  /// What is asked.
  package let question: String
  /// What used to be said of it, mostly of Python; `nil` if nothing was.
  package var claim: String?
  package let tables: [LabTable]
  /// What the tables say, in sentences.
  package let findings: [String]
}

/// Figures of one kind.
package struct LabTable: Codable, Sendable {
  /// How a picture shows the rows.
  enum Shape: String, Codable {
    case ranges
    /// The rows' `x` is a number that they depend on, and `series` tells them apart.
    case curves
  }

  let title: String
  let unit: String
  /// What the values of a row are, the first the one to look at.
  let columns: [String]
  let rows: [Row]
  var shape = Shape.ranges
  /// What `x` is.
  var xTitle = ""

  struct Row: Codable {
    let name: String
    let values: [Double]
    /// How many measurements the values are from.
    let count: Int
    var series = ""
    var x = 0.0
  }

  /// The columns of most tables.
  static let spreadColumns = ["median", "5 %", "95 %"]
}

extension LabTable.Row {
  /// A row of median, fifth and ninety-fifth percentile.
  init(_ name: String, _ samples: [Double], series: String = "", x: Double = 0) {
    self.init(
      name: name, values: [0.5, 0.05, 0.95].map { samples.quantile($0) }, count: samples.count, series: series, x: x)
  }

  /// The figure to look at.
  var median: Double { values.first ?? 0 }
}

extension [Double] {
  /// The value that the share `fraction` of all does not exceed; 0 if there is none.
  ///
  /// In the middle of an even count it is the mean of two.
  func quantile(_ fraction: Double) -> Double {
    if isEmpty { return 0 }
    let sorted = self.sorted()
    if fraction == 0.5, count.isMultiple(of: 2) { return (sorted[count / 2 - 1] + sorted[count / 2]) / 2 }
    return sorted[Swift.min(Swift.max(Int((Double(count) * fraction).rounded(.up)) - 1, 0), count - 1)]
  }
}
