import ForkPool

/// Draws the Mandelbrot set as a picture that most viewers know: `Mandelbrot WIDTH [WORKERS] > set.pgm`.
@main
struct Mandelbrot {
  // Not async: a process that has run a Task cannot fork.
  static func main() {
    let numbers = CommandLine.arguments.dropFirst().map { Int($0) }
    guard (1...2).contains(numbers.count), let width = numbers[0], width > 0, let workers = numbers.last ?? nil else {
      return print("usage: Mandelbrot WIDTH [WORKERS] > set.pgm")
    }
    do {
      // A row is an item. Rows in the middle take a hundred times as long as those at the edge: the pool evens that out.
      let rows = try ForkPool.map(0..<width, workers: numbers.count == 2 ? workers : ForkPool.availableCores) { row in
        (0..<width).map { column in shade(at: column, row, of: width) }
      }
      print("P2 \(width) \(width) 255")
      for row in rows { print(row.map(String.init).joined(separator: " ")) }
    } catch {
      print(error)
    }
  }

  /// How long the point takes to leave a circle of radius 2, from 0 for never to 255 for at once.
  static func shade(at column: Int, _ row: Int, of width: Int) -> UInt8 {
    let (real, imaginary) = (Double(column) * 3 / Double(width) - 2.25, Double(row) * 3 / Double(width) - 1.5)
    var (x, y, steps) = (0.0, 0.0, 255)
    while steps > 0, x * x + y * y < 4 {
      (x, y) = (x * x - y * y + real, 2 * x * y + imaginary)
      steps -= 1
    }
    return UInt8(steps)
  }
}
