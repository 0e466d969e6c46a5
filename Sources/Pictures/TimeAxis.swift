import Glibc

/// Where moments of the song lie from left to right.
struct TimeAxis {
  let seconds: ClosedRange<Double>
  let left: Double
  let width: Double

  /// - Parameter seconds: What is shown; stretched if it is empty.
  init(_ seconds: ClosedRange<Double>, left: Double, width: Double) {
    self.seconds = seconds.lowerBound...max(seconds.upperBound, seconds.lowerBound + 0.01)
    self.left = left
    self.width = width
  }

  var pixelsPerSecond: Double { width / (seconds.upperBound - seconds.lowerBound) }

  func x(_ moment: Double) -> Double {
    left + (moment - seconds.lowerBound) * pixelsPerSecond
  }

  func contains(_ moment: Double) -> Bool { seconds.contains(moment) }

  /// Moments for marks at least `spacing` pixels apart, at round times, and how far apart they are.
  func marks(spacing: Double) -> (moments: [Double], step: Double) {
    let steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800]
    let step = steps.first { $0 * pixelsPerSecond >= spacing } ?? 86_400
    let first = (seconds.lowerBound / step).rounded(.up)
    let last = (seconds.upperBound / step).rounded(.down)
    guard last >= first else { return ([], step) }
    return (stride(from: first, through: last, by: 1).map { $0 * step }, step)
  }

  /// `moment` as hours, minutes and seconds, with tenths if marks are that close.
  static func name(_ moment: Double, step: Double) -> String {
    let tenths = Int((moment * 10).rounded())
    let (whole, tenth) = (tenths / 10, tenths % 10)
    let clock =
      whole >= 3_600
      ? "\(whole / 3_600):\(padded(whole / 60 % 60)):\(padded(whole % 60))" : "\(whole / 60):\(padded(whole % 60))"
    return step < 1 ? "\(clock).\(tenth)" : clock
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Canvas {
  /// Writes the times of `axis` under a panel.
  func writeTimes(_ axis: TimeAxis, under area: Rectangle) {
    let (moments, step) = axis.marks(spacing: 84)
    for moment in moments {
      let x = axis.x(moment)
      upright(x: x, from: area.bottom, to: area.bottom + 5, Palette.quiet)
      let name = TimeAxis.name(moment, step: step)
      let half = StrokeFont.width(of: name, size: 9) / 2
      let centre = min(max(x, area.x + half), area.right - half)
      write(name, at: Point(centre, area.bottom + 18), size: 9, Palette.quiet, align: .centre)
    }
  }
}
