// Lines over a number.
extension ChartPicture {
  private static let plotHeight = 260.0
  /// For the y axis' title, above the plot.
  private static let yTitleHeight = 26.0
  /// For the x axis' title, below the numbers.
  private static let xTitleHeight = 20.0
  /// The distance from the plot's right to the panel's, for the last number below the plot.
  private static let rightSide = 30.0
  private static let lineWidth = 2.0
  private static let dotRadius = 3.5
  /// A curve of more points has no dots: they would hide it.
  private static let mostDots = 60

  static func height(of panel: CurvePanel) -> Double {
    guard panel.hasValues else { return titleHeight + emptyHeight }
    let legend = ChartLegend(panel.curves.map(\.name), width: contentWidth)
    return titleHeight + legend.height + yTitleHeight + plotHeight + numbersHeight + xTitleHeight
  }

  func draw(_ panel: CurvePanel, in area: Rectangle, on canvas: borrowing Canvas) {
    writeTitle(panel.title, "", in: area, on: canvas)
    guard panel.hasValues else {
      drawNothing(
        in: Rectangle(x: area.x, y: area.y + Self.titleHeight, width: area.width, height: Self.emptyHeight), on: canvas)
      return
    }
    let legend = ChartLegend(panel.curves.map(\.name), width: area.width)
    let legendTop = area.y + Self.titleHeight
    draw(legend, of: panel, at: Point(area.x, legendTop), on: canvas)
    let (xScale, yScale) = panel.scales
    let numberWidth = yScale.ticks.map { StrokeFont.width(of: $0.label, size: Canvas.numberSize) }.max() ?? 0
    let left = (area.x + numberWidth + 9).rounded(.up)
    let plot = Rectangle(
      x: left, y: legendTop + legend.height + Self.yTitleHeight, width: area.right - Self.rightSide - left,
      height: Self.plotHeight)
    let x = ChartAxis(xScale, from: plot.x, to: plot.right)
    let y = ChartAxis(yScale, from: plot.bottom, to: plot.y)
    canvas.fill(plot, Palette.panel)
    canvas.drawUprights(of: x, in: plot)
    canvas.drawLevels(of: y, in: plot)
    writeAxisTitles(of: panel, around: plot, in: area, on: canvas)
    for (index, curve) in panel.curves.enumerated() {
      draw(curve, colour: Palette.colour(ofGroup: index), x: x, y: y, on: canvas)
    }
  }

  private func writeAxisTitles(
    of panel: CurvePanel, around plot: Rectangle, in area: Rectangle, on canvas: borrowing Canvas
  ) {
    let yTitle = StrokeFont.fitted(
      panel.yTitle + (panel.isYLogarithmic ? " (logarithmic)" : ""), size: 9, width: area.width)
    canvas.write(yTitle, at: Point(area.x, plot.y - 12), size: 9, Palette.quiet)
    let xTitle = StrokeFont.fitted(
      panel.xTitle + (panel.isXLogarithmic ? " (logarithmic)" : ""), size: 9, width: plot.width)
    canvas.write(
      xTitle, at: Point(plot.x + plot.width / 2, plot.bottom + 39), size: 9, Palette.quiet, align: .centre)
  }

  private func draw(
    _ legend: ChartLegend, of panel: CurvePanel, at corner: Point, on canvas: borrowing Canvas
  ) {
    for entry in legend.entries {
      let left = corner.x + entry.left
      let y = corner.y + (Double(entry.line) + 0.5) * ChartLegend.lineHeight
      let colour = Palette.colour(ofGroup: entry.index)
      let ends = [Point(left, y), Point(left + ChartLegend.sampleWidth, y)]
      canvas.stroke(
        through: ends, width: Self.lineWidth, colour, isDashed: panel.curves[entry.index].isDashed)
      canvas.fillDot(at: Point(left + ChartLegend.sampleWidth / 2, y), radius: Self.dotRadius, colour)
      let start = left + ChartLegend.sampleWidth + ChartLegend.sampleGap
      canvas.write(entry.name, at: Point(start, y + 4.5), size: ChartLegend.textSize, Palette.ink)
    }
  }

  private func draw(
    _ curve: CurvePanel.Curve, colour: Colour, x: ChartAxis, y: ChartAxis, on canvas: borrowing Canvas
  ) {
    let points = curve.points.filter(\.isFinite)
    for point in points {
      guard let low = point.low, let high = point.high, low.isFinite, high.isFinite else { continue }
      let (top, bottom) = (y.place(max(low, high)), y.place(min(low, high)))
      let pale = colour.mixed(with: Palette.white, 0.45)
      canvas.upright(x: x.place(point.x), from: top, to: max(bottom, top + 1), width: 2, pale)
      for end in [top, bottom] {
        canvas.fill(Rectangle(x: x.place(point.x).rounded() - 5, y: end - 0.75, width: 10, height: 1.5), pale)
      }
    }
    let places = points.map { Point(x.place($0.x), y.place($0.y)) }
    canvas.stroke(through: places, width: Self.lineWidth, colour, isDashed: curve.isDashed)
    guard places.count <= Self.mostDots else { return }
    for place in places { canvas.fillDot(at: place, radius: Self.dotRadius, colour) }
  }
}

extension CurvePanel {
  fileprivate var hasValues: Bool { curves.contains { $0.points.contains(where: \.isFinite) } }

  /// Scales around all that is drawn.
  fileprivate var scales: (x: AxisScale, y: AxisScale) {
    let points = curves.flatMap(\.points).filter(\.isFinite)
    let heights = points.flatMap { [$0.y, $0.low ?? $0.y, $0.high ?? $0.y] }
    return (
      AxisScale(covering: points.map(\.x), isLogarithmic: isXLogarithmic),
      AxisScale(covering: heights, isLogarithmic: isYLogarithmic)
    )
  }
}

extension CurvePanel.Point {
  fileprivate var isFinite: Bool { x.isFinite && y.isFinite }
}
