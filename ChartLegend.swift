/// The names of a panel's curves, in as many lines as they need.
struct ChartLegend {
  /// A name and its place in the panel, from the legend's upper left corner.
  struct Entry {
    let index: Int
    let name: String
    let left: Double
    let line: Int
  }

  let entries: [Entry]

  static let lineHeight = 18.0
  static let textSize = 9.0
  /// Of the piece of curve in front of its name.
  static let sampleWidth = 30.0
  static let sampleGap = 8.0
  private static let gap = 28.0

  init(_ names: [String], width: Double) {
    var entries: [Entry] = []
    var left = 0.0
    var line = 0
    for (index, name) in names.enumerated() {
      let start = Self.sampleWidth + Self.sampleGap
      let fitted = StrokeFont.fitted(name, size: Self.textSize, width: width - start)
      let taken = start + StrokeFont.width(of: fitted, size: Self.textSize)
      if left > 0, left + taken > width {
        left = 0
        line += 1
      }
      entries.append(Entry(index: index, name: fitted, left: left, line: line))
      left += taken + Self.gap
    }
    self.entries = entries
  }

  var height: Double { entries.last.map { Double($0.line + 1) * Self.lineHeight } ?? 0 }
}
