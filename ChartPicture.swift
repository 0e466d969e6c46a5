/// Measurements as a picture: panels one above the other.
package struct ChartPicture {
  let title: String
  let note: String
  let panels: [ChartPanel]
  let rangeColumns: RangeColumns

  package static let width = 1_200
  static let margin = 24.0
  static let contentWidth = Double(width) - 2 * margin
  static let headerHeight = 80.0
  /// The distance from one panel to the next.
  static let gap = 34.0
  /// From a panel's top to what stands below its title.
  static let titleHeight = 26.0
  /// For the numbers below a plot.
  static let numbersHeight = 24.0
  /// Of a panel without a value, below its title.
  static let emptyHeight = 64.0

  /// - Parameter note: A small line below the title; may be empty.
  package init(title: String, note: String, panels: [ChartPanel]) {
    self.title = title
    self.note = note
    self.panels = panels
    rangeColumns = RangeColumns(panels)
  }

  package var height: Int {
    Int(((areas.last?.bottom ?? Self.headerHeight + Self.gap + Self.emptyHeight) + Self.margin).rounded(.up))
  }

  /// The picture as a PNG file; the same bytes for the same measurements.
  package func png() throws(PictureError) -> [UInt8] {
    let canvas = try Canvas(width: Self.width, height: height)
    drawHeader(on: canvas)
    for (panel, area) in zip(panels, areas) {
      switch panel {
      case .ranges(let panel): draw(panel, in: area, on: canvas)
      case .curves(let panel): draw(panel, in: area, on: canvas)
      }
    }
    if panels.isEmpty {
      drawNothing(
        in: Rectangle(
          x: Self.margin, y: Self.headerHeight + Self.gap, width: Self.contentWidth, height: Self.emptyHeight),
        on: canvas)
    }
    return try canvas.png()
  }

  /// Writes what `panel` is about at the top of its `area`.
  func writeTitle(_ text: String, _ note: String, in area: Rectangle, on canvas: borrowing Canvas) {
    let noteWidth = StrokeFont.width(of: note, size: 9.5) + 14
    let title = StrokeFont.fitted(text, size: 10, width: max(area.width - noteWidth, area.width / 2))
    canvas.write(title, at: Point(area.x, area.y + 12), size: 10, Palette.ink, weight: .bold)
    let start = area.x + (title.isEmpty ? 0 : StrokeFont.width(of: title, size: 10) + 14)
    let rest = StrokeFont.fitted(note, size: 9.5, width: area.right - start)
    canvas.write(rest, at: Point(start, area.y + 12), size: 9.5, Palette.quiet)
  }

  /// Says in place of a plot that it would be empty.
  func drawNothing(in area: Rectangle, on canvas: borrowing Canvas) {
    canvas.fill(area, Palette.panel)
    canvas.write(
      "nothing measured", at: Point(area.x + area.width / 2, area.y + area.height / 2 + 5), size: 10, Palette.quiet,
      align: .centre)
  }

  private var areas: [Rectangle] {
    var top = Self.headerHeight
    return panels.map { panel in
      top += Self.gap
      let height =
        switch panel {
        case .ranges(let panel): Self.height(of: panel)
        case .curves(let panel): Self.height(of: panel)
        }
      defer { top += height }
      return Rectangle(x: Self.margin, y: top, width: Self.contentWidth, height: height)
    }
  }

  private func drawHeader(on canvas: borrowing Canvas) {
    let width = Double(Self.width)
    canvas.fill(Rectangle(x: 0, y: 0, width: width, height: Self.headerHeight), Palette.panel)
    canvas.fill(Rectangle(x: 0, y: Self.headerHeight - 1, width: width, height: 1), Palette.rule)
    let name = StrokeFont.fitted(title.isEmpty ? "Untitled" : title, size: 17, width: Self.contentWidth)
    canvas.write(name, at: Point(Self.margin, 38), size: 17, Palette.ink, weight: .bold)
    let line = StrokeFont.fitted(note, size: 9.5, width: Self.contentWidth)
    canvas.write(line, at: Point(Self.margin, 62), size: 9.5, Palette.quiet)
  }
}
