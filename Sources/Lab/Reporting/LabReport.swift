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

  package init(experiment: String, question: String, claim: String? = nil, tables: [LabTable], findings: [String]) {
    self.experiment = experiment
    self.question = question
    self.claim = claim
    self.tables = tables
    self.findings = findings
  }
}

/// Figures of one kind.
package struct LabTable: Codable, Sendable {
  /// How a picture shows the rows.
  package enum Shape: String, Codable, Sendable {
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

  package init(
    title: String, unit: String, columns: [String], rows: [Row], shape: Shape = .ranges, xTitle: String = ""
  ) {
    self.title = title
    self.unit = unit
    self.columns = columns
    self.rows = rows
    self.shape = shape
    self.xTitle = xTitle
  }

  package struct Row: Codable, Sendable {
    let name: String
    let values: [Double]
    /// How many measurements the values are from.
    let count: Int
    var series = ""
    var x = 0.0

    package init(name: String, values: [Double], count: Int, series: String = "", x: Double = 0) {
      self.name = name
      self.values = values
      self.count = count
      self.series = series
      self.x = x
    }
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
  package func quantile(_ fraction: Double) -> Double {
    if isEmpty { return 0 }
    let sorted = self.sorted()
    if fraction == 0.5, count.isMultiple(of: 2) { return (sorted[count / 2 - 1] + sorted[count / 2]) / 2 }
    return sorted[Swift.min(Swift.max(Int((Double(count) * fraction).rounded(.up)) - 1, 0), count - 1)]
  }
}
