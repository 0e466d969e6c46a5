package import Pictures

extension LabReport {
  /// A picture of several reports.
  package static func chart(of reports: [LabReport], machine: MachineFacts) -> ChartPicture {
    ChartPicture(
      title: "wubremix lab: " + reports.map(\.experiment).joined(separator: ", "), note: machine.words,
      panels: reports.flatMap { report in
        report.tables.map { $0.panel(titled: "\(report.experiment): \($0.title)") }
      })
  }
}

extension LabTable {
  fileprivate func panel(titled title: String) -> ChartPanel {
    switch shape {
    case .ranges:
      return .ranges(
        RangePanel(
          title: title, unit: "\(unit) (\(columns.joined(separator: ", ")))", isLogarithmic: isWide,
          rows: rows.map { row in
            RangePanel.Row(
              label: row.name, low: row.values.min() ?? 0, median: row.median, high: row.values.max() ?? 0)
          }))
    case .curves:
      let names = rows.map(\.series).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      return .curves(
        CurvePanel(
          title: title, xTitle: xTitle, yTitle: unit, isXLogarithmic: (rows.map(\.x).max() ?? 0) > 1_000,
          curves: names.map { name in
            CurvePanel.Curve(
              name: name, points: rows.filter { $0.series == name }.map { (x: $0.x, y: $0.median) })
          }))
    }
  }

  /// Whether the values differ so much that a linear axis would show only the highest.
  private var isWide: Bool {
    let values = rows.flatMap(\.values)
    guard let low = values.min(), let high = values.max(), low > 0 else { return false }
    return high > 20 * low
  }
}
