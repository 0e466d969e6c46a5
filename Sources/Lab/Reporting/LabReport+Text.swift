extension LabReport {
  /// The report as text for a terminal, a line of at most 100 columns each but for the sentences.
  package func text() -> String {
    var lines = ["\(experiment): \(question)"]
    if let claim { lines.append("  it was said: \(claim)") }
    for table in tables { lines += [""] + table.lines }
    lines.append("")
    lines += findings.map { "  " + $0 }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension LabTable {
  fileprivate var lines: [String] {
    let width = max(rows.map(\.name.count).max() ?? 0, title.count, 24) + 2
    let head =
      "  " + title.padded(to: width) + columns.map { $0.paddedLeft(to: 11) }.joined() + "measured".paddedLeft(to: 11)
      + "  in \(unit)"
    return [head]
      + rows.map { row in
        "    " + row.name.padded(to: width - 2)
          + row.values.map { significant($0).paddedLeft(to: 11) }.joined() + "\(row.count)".paddedLeft(to: 11)
      }
  }
}

/// `value` with three significant digits, but whole numbers whole.
package func significant(_ value: Double) -> String {
  let size = abs(value)
  if size >= 99.95 || value == value.rounded() { return "\(Int(value.rounded()))" }
  let digits = size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : 4
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let steps = Int((size * scale).rounded())
  let fraction = String(steps % Int(scale))
  let zeros = String(repeating: "0", count: digits - fraction.count)
  return (value < 0 ? "-" : "") + "\(steps / Int(scale)).\(zeros)\(fraction)"
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 1)) }

  fileprivate func paddedLeft(to width: Int) -> String { String(repeating: " ", count: max(width - count, 1)) + self }
}
