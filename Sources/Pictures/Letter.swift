import Glibc

/// One letter of `StrokeFont`: a path over a baseline at 0, with capitals 14 and most small letters 9.6 units tall.
struct Letter {
  let width: Double
  let steps: [PathStep]

  /// - Parameter drawing: Words with numbers: `m x y` moves the pen, `l x y ...` draws lines, `c` a cubic curve, and
  ///   `e x y rx ry from to` an arc about (x, y) with radii rx and ry between two angles in degrees, drawn on from where the
  ///   pen is; `E` is the same with the pen lifted before.
  init(_ width: Double, _ drawing: String) {
    self.width = width
    var steps: [PathStep] = []
    var command: Character = "m"
    var numbers: [Double] = []
    func flush() {
      switch command {
      case "m": steps.append(.move(Point(numbers[0], numbers[1])))
      case "l":
        for index in stride(from: 0, to: numbers.count, by: 2) {
          steps.append(.line(Point(numbers[index], numbers[index + 1])))
        }
      case "c":
        steps.append(
          .curve(Point(numbers[0], numbers[1]), Point(numbers[2], numbers[3]), Point(numbers[4], numbers[5])))
      default: steps += Self.arc(numbers, liftsPen: command == "E")
      }
    }
    for word in drawing.split(separator: " ") {
      if let number = Double(word) {
        numbers.append(number)
      } else {
        if !numbers.isEmpty { flush() }
        numbers = []
        command = word.first ?? "m"
      }
    }
    if !numbers.isEmpty { flush() }
    self.steps = steps
  }

  /// An arc as cubic curves of at most an eighth of a turn.
  private static func arc(_ numbers: [Double], liftsPen: Bool) -> [PathStep] {
    let (x, y, radiusX, radiusY) = (numbers[0], numbers[1], numbers[2], numbers[3])
    let from = numbers[4] * .pi / 180
    let to = numbers[5] * .pi / 180
    func point(_ angle: Double) -> Point { Point(x + radiusX * cos(angle), y + radiusY * sin(angle)) }
    let pieces = max(Int((abs(to - from) / (.pi / 4)).rounded(.up)), 1)
    let step = (to - from) / Double(pieces)
    // How far the control points of a circle's piece lie along its tangents.
    let reach = 4 / 3 * tan(step / 4)
    var steps: [PathStep] = [liftsPen ? .move(point(from)) : .line(point(from))]
    for piece in 0..<pieces {
      let start = from + Double(piece) * step
      let end = start + step
      steps.append(
        .curve(
          Point(x + radiusX * (cos(start) - reach * sin(start)), y + radiusY * (sin(start) + reach * cos(start))),
          Point(x + radiusX * (cos(end) + reach * sin(end)), y + radiusY * (sin(end) - reach * cos(end))), point(end)))
    }
    return steps
  }
}
