/// Measurements as a picture: panels one above the other.
package struct ChartPicture {
  let title: String
  let note: String
  let panels: [ChartPanel]

  package static let width = 1_200
  static let left = 330.0
  static let right = 1_080.0
  static let headerHeight = 84.0
  static let rowHeight = 24.0
  static let curveHeight = 260.0
  /// Above a panel for its title, and below for its marks.
  static let (titleHeight, marksHeight) = (34.0, 44.0)

  /// - Parameters:
  ///   - note: A line below the title, such as what the measurements were made on.
  package init(title: String, note: String, panels: [ChartPanel]) {
    self.title = title
    self.note = note
    self.panels = panels
  }

  /// In pixels.
  package var height: Int { Int(Self.headerHeight + panels.reduce(0) { $0 + Self.height(of: $1) } + 12) }

  private static func height(of panel: ChartPanel) -> Double {
    switch panel {
    case .ranges(let panel): titleHeight + Double(max(panel.rows.count, 1)) * rowHeight + marksHeight
    case .curves: titleHeight + curveHeight + marksHeight
    }
  }

  /// The picture as a PNG file; the same bytes for the same measurements.
  package func png() throws(PictureError) -> [UInt8] {
    let canvas = try Canvas(width: Self.width, height: height)
    canvas.write(title, at: Point(28, 40), size: 16, Palette.ink, weight: .bold)
    canvas.write(
      StrokeFont.fitted(note, size: 9.5, width: Double(Self.width) - 56), at: Point(28, 64), size: 9.5, Palette.quiet)
    var top = Self.headerHeight
    for panel in panels {
      let height = Self.height(of: panel)
      let area = Rectangle(
        x: Self.left, y: top + Self.titleHeight, width: Self.right - Self.left,
        height: height - Self.titleHeight - Self.marksHeight)
      switch panel {
      case .ranges(let panel): draw(panel, in: area, on: canvas)
      case .curves(let panel): draw(panel, in: area, on: canvas)
      }
      top += height
    }
    return try canvas.png()
  }

  /// The title over a panel, and its ground.
  func frame(_ title: String, _ unit: String, around area: Rectangle, isEmpty: Bool, on canvas: borrowing Canvas) {
    canvas.write(title, at: Point(28, area.y - 12), size: 10.5, Palette.ink, weight: .bold)
    let start = 28 + StrokeFont.width(of: title, size: 10.5) + 14
    canvas.write(unit, at: Point(start, area.y - 12), size: 9.5, Palette.quiet)
    canvas.fill(area, Palette.panel)
    if isEmpty {
      canvas.write(
        "nothing measured", at: Point(area.x + area.width / 2, area.y + area.height / 2 + 4), size: 9.5, Palette.quiet,
        align: .centre)
    }
  }

  /// The marks of a scale that goes to the right.
  func mark(_ scale: AxisScale, under area: Rectangle, on canvas: borrowing Canvas) {
    for tick in scale.ticks {
      let x = area.x + area.width * scale.fraction(of: tick)
      canvas.upright(x: x, from: area.y, to: area.bottom, Palette.rule)
      canvas.write(AxisScale.label(tick), at: Point(x, area.bottom + 17), size: 9, Palette.quiet, align: .centre)
    }
  }
}
