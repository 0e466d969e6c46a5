extension ChartPicture {
  func draw(_ panel: RangePanel, in area: Rectangle, on canvas: borrowing Canvas) {
    frame(panel.title, panel.unit, around: area, isEmpty: panel.rows.isEmpty, on: canvas)
    guard !panel.rows.isEmpty else { return }
    let scale = AxisScale(
      for: panel.rows.flatMap { [$0.low, $0.median, $0.high] }, isLogarithmic: panel.isLogarithmic)
    mark(scale, under: area, on: canvas)
    let colours = Palette.colours(of: panel.rows.map(\.label))
    for (index, row) in panel.rows.enumerated() {
      let y = area.y + (Double(index) + 0.5) * Self.rowHeight
      let colour = colours[row.label] ?? Palette.ink
      let x = { (value: Double) in area.x + area.width * scale.fraction(of: value) }
      canvas.stroke(
        through: [Point(x(row.low), y), Point(x(row.high), y)], width: 5, colour.faded(0.4))
      let dot = Rectangle(x: (x(row.median) - 4).rounded(), y: (y - 4).rounded(), width: 8, height: 8)
      canvas.fill(dot, colour)
      let label = StrokeFont.fitted(row.label, size: 9.5, width: area.x - 28 - 14)
      canvas.write(label, at: Point(area.x - 14, y + 4.5), size: 9.5, Palette.ink, align: .right)
      canvas.write(
        AxisScale.label(row.median), at: Point(area.right + 14, y + 4.5), size: 9.5, Palette.ink, weight: .bold)
    }
  }

  func draw(_ panel: CurvePanel, in area: Rectangle, on canvas: borrowing Canvas) {
    let points = panel.curves.flatMap(\.points)
    frame(panel.title, panel.yTitle, around: area, isEmpty: points.isEmpty, on: canvas)
    guard !points.isEmpty else { return }
    let horizontal = AxisScale(for: points.map(\.x), isLogarithmic: panel.isXLogarithmic)
    let vertical = AxisScale(for: points.map(\.y), isLogarithmic: false)
    mark(horizontal, under: area, on: canvas)
    canvas.write(
      panel.xTitle, at: Point(area.x + area.width / 2, area.bottom + 34), size: 9.5, Palette.quiet, align: .centre)
    for tick in vertical.ticks {
      let y = area.bottom - area.height * vertical.fraction(of: tick)
      canvas.fill(Rectangle(x: area.x, y: y.rounded(), width: area.width, height: 1), Palette.rule)
      canvas.write(AxisScale.label(tick), at: Point(area.x - 10, y + 4), size: 9, Palette.quiet, align: .right)
    }
    let colours = Palette.colours(of: panel.curves.map(\.name))
    for (index, curve) in panel.curves.enumerated() {
      let colour = colours[curve.name] ?? Palette.ink
      let places = curve.points.map { point in
        Point(
          area.x + area.width * horizontal.fraction(of: point.x),
          area.bottom - area.height * vertical.fraction(of: point.y))
      }
      canvas.stroke(through: places, width: 2, colour)
      for place in places {
        canvas.fill(
          Rectangle(x: (place.x - 3).rounded(), y: (place.y - 3).rounded(), width: 6, height: 6), colour)
      }
      let y = area.y + 16 + Double(index) * 20
      canvas.fill(Rectangle(x: 28, y: y - 4, width: 14, height: 4), colour)
      canvas.write(
        StrokeFont.fitted(curve.name, size: 9.5, width: area.x - 28 - 60), at: Point(50, y + 3), size: 9.5, Palette.ink)
    }
  }
}
