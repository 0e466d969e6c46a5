// Rows with a line from the lowest to the highest value and a dot at the median.
extension ChartPicture {
  private static let rowHeight = 22.0
  /// Above the first row and below the last one.
  private static let padding = 4.0
  private static let dotRadius = 5.0

  static func height(of panel: RangePanel) -> Double {
    guard !panel.rows.isEmpty else { return titleHeight + emptyHeight }
    return titleHeight + Double(panel.rows.count) * rowHeight + 2 * padding + numbersHeight
  }

  func draw(_ panel: RangePanel, in area: Rectangle, on canvas: borrowing Canvas) {
    let unit = panel.unit.isEmpty ? [] : ["in \(panel.unit)"]
    let note = (unit + (panel.isLogarithmic ? ["logarithmic"] : [])).joined(separator: ", ")
    writeTitle(panel.title, note, in: area, on: canvas)
    guard !panel.rows.isEmpty else {
      drawNothing(
        in: Rectangle(x: area.x, y: area.y + Self.titleHeight, width: area.width, height: Self.emptyHeight), on: canvas)
      return
    }
    let plot = Rectangle(
      x: rangeColumns.plotLeft, y: area.y + Self.titleHeight, width: rangeColumns.plotRight - rangeColumns.plotLeft,
      height: area.height - Self.titleHeight - Self.numbersHeight)
    let values = panel.rows.flatMap { [$0.low, $0.median, $0.high] }
    let axis = ChartAxis(
      AxisScale(covering: values, isLogarithmic: panel.isLogarithmic), from: plot.x, to: plot.right)
    canvas.fill(plot, Palette.panel)
    canvas.drawUprights(of: axis, in: plot)
    for (index, row) in panel.rows.enumerated() {
      let y = plot.y + Self.padding + (Double(index) + 0.5) * Self.rowHeight
      draw(row, of: panel, along: axis, y: y, on: canvas)
    }
  }

  private func draw(
    _ row: RangePanel.Row, of panel: RangePanel, along axis: ChartAxis, y: Double, on canvas: borrowing Canvas
  ) {
    let colour = Palette.colour(ofGroup: row.group)
    let label = StrokeFont.fitted(row.label, size: RangeColumns.labelSize, width: RangeColumns.mostLabelWidth)
    canvas.write(
      label, at: Point(rangeColumns.labelsRight, y + 4.5), size: RangeColumns.labelSize, Palette.ink, align: .right)
    let value = StrokeFont.fitted(
      panel.value(of: row), size: RangeColumns.labelSize, width: RangeColumns.mostValueWidth)
    canvas.write(
      value, at: Point(rangeColumns.valuesLeft, y + 4.5), size: RangeColumns.labelSize,
      row.median.isFinite ? Palette.ink : Palette.quiet)
    if row.low.isFinite, row.high.isFinite {
      let (from, to) = (axis.place(min(row.low, row.high)), axis.place(max(row.low, row.high)))
      let pale = colour.mixed(with: Palette.white, 0.45)
      canvas.fill(Rectangle(x: from, y: y - 1.5, width: max(to - from, 1), height: 3), pale)
      for end in [from, to] { canvas.upright(x: end, from: y - 5, to: y + 5, width: 2, pale) }
    }
    if row.median.isFinite { canvas.fillDot(at: Point(axis.place(row.median), y), radius: Self.dotRadius, colour) }
  }
}
