/// An axis on a canvas: from left to right, or from bottom to top.
struct ChartAxis {
  let scale: AxisScale
  /// Where the axis starts and ends, in pixels.
  let from: Double
  let to: Double

  init(_ scale: AxisScale, from: Double, to: Double) {
    self.scale = scale
    self.from = from
    self.to = to
  }

  func place(_ value: Double) -> Double { from + scale.share(of: value) * (to - from) }
}

extension Canvas {
  static let numberSize = 9.0

  /// Draws an upright line for each tick, and writes the numbers below `plot`.
  func drawUprights(of axis: ChartAxis, in plot: Rectangle) {
    for tick in axis.scale.ticks {
      let x = axis.place(tick.value)
      upright(x: x, from: plot.y, to: plot.bottom + 5, Palette.rule)
      write(tick.label, at: Point(x, plot.bottom + 19), size: Self.numberSize, Palette.quiet, align: .centre)
    }
  }

  /// Draws a level line for each tick, and writes the numbers to the left of `plot`.
  func drawLevels(of axis: ChartAxis, in plot: Rectangle) {
    for tick in axis.scale.ticks {
      let y = axis.place(tick.value)
      fill(Rectangle(x: plot.x, y: (y - 0.5).rounded(), width: plot.width, height: 1), Palette.rule)
      write(tick.label, at: Point(plot.x - 9, y + 4.5), size: Self.numberSize, Palette.quiet, align: .right)
    }
  }
}
