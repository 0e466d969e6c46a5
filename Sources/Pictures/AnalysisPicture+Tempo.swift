import BeatTracking
import Glibc

// The tempo over time.
extension AnalysisPicture {
  /// Intervals on either side of a beat that its tempo is the mean of.
  private static let reach = 4

  func drawTempo(along axis: TimeAxis, on canvas: borrowing Canvas) {
    let area = Self.tempoArea
    canvas.fill(area, Palette.panel)
    let curve = tempoCurve
    let values = curve.map(\.beatsPerMinute).sorted()
    guard let lowest = values.first, let highest = values.last else {
      writeTitle("Tempo", "too few beats for a curve", over: area, by: 10, on: canvas)
      return
    }
    let note =
      highest - lowest < 0.3
      ? "BPM, over \(2 * Self.reach) beats"
      : "BPM, over \(2 * Self.reach) beats: \(Self.fixed(lowest, 1)) to \(Self.fixed(highest, 1))"
    writeTitle("Tempo", note, over: area, by: 10, on: canvas)
    // At least four percent up and down: a steady tempo shall look steady.
    let middle = (lowest + highest) / 2
    let half = max((highest - lowest) * 0.6, middle * 0.04)
    let y = { (value: Double) in area.y + area.height * (0.5 - (value - middle) / (2 * half)) }
    for mark in Self.marks(from: middle - half, to: middle + half) {
      canvas.fill(Rectangle(x: area.x, y: y(mark).rounded(), width: area.width, height: 1), Palette.rule)
      let name = Self.fixed(mark, mark == mark.rounded() ? 0 : 1)
      canvas.write(name, at: Point(area.x - 9, y(mark) + 4.5), size: 9, Palette.quiet, align: .right)
    }
    canvas.clipped(to: area) {
      canvas.stroke(through: curve.map { Point(axis.x($0.seconds), y($0.beatsPerMinute)) }, width: 2, Colour(0x23457F))
    }
    canvas.writeTimes(axis, under: area)
  }

  private var tempoCurve: [(seconds: Double, beatsPerMinute: Double)] {
    let beats = analysis.beats
    guard beats.count >= 3 else { return [] }
    return beats.indices.map { index in
      let from = max(index - Self.reach, 0)
      let to = min(index + Self.reach, beats.count - 1)
      return (beats[index], 60 * Double(to - from) / (beats[to] - beats[from]))
    }
  }

  /// Two to six round values within a range.
  private static func marks(from lowest: Double, to highest: Double) -> [Double] {
    let steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]
    let step = steps.first { (highest - lowest) / $0 <= 5 } ?? (highest - lowest) / 4
    let first = (lowest / step).rounded(.up)
    return stride(from: first, through: (highest / step).rounded(.down), by: 1).map { $0 * step }
  }
}
