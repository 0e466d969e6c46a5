/// One instrument's strokes: `X... .... x... ..o. | X...`.
struct DrumRow: Equatable {
  struct Stroke: Equatable {
    /// From the start of the row.
    var tick: Int
    var gain: Float
  }

  /// How a bar is written.
  struct Notation: Equatable {
    var stepCount: Int
    /// The steps between blanks.
    var groups: [Int]
    /// Whether something is struck on a step that half as many steps would not have.
    var needsAllSteps: Bool
  }

  /// At least 1.
  var bars: Int
  /// One for each bar.
  var notations: [Notation] = []
  /// Rising.
  var strokes: [Stroke]

  static let barLimit = 64
  private static let steps = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 192]

  init(_ text: some StringProtocol) throws(Complaint) {
    var texts = text.split(separator: "|", omittingEmptySubsequences: false).map(\.trimmed)
    if texts.count > 1, texts.last == "" { texts.removeLast() }
    if texts.count > 1, texts.first == "" { texts.removeFirst() }
    guard texts.count <= Self.barLimit else {
      throw Complaint("a row of \(texts.count) bars, expected at most \(Self.barLimit)")
    }
    bars = texts.count
    strokes = []
    var latest: [Stroke] = []
    for (index, text) in texts.enumerated() {
      if text != "=" || index == 0 {
        latest = try Self.bar(text, number: index + 1)
        notations.append(Self.notation(of: text))
      } else if let notation = notations.last {
        notations.append(notation)
      }
      strokes += latest.map { Stroke(tick: $0.tick + index * Ticks.perBar, gain: $0.gain) }
    }
  }

  private static func notation(of text: String) -> Notation {
    let steps = text.filter { !$0.isWhitespace }
    let needsAllSteps = steps.enumerated().contains { !$0.offset.isMultiple(of: 2) && $0.element != "." }
    return Notation(
      stepCount: steps.count, groups: text.split { $0.isWhitespace }.map(\.count), needsAllSteps: needsAllSteps)
  }

  private static func bar(_ text: String, number: Int) throws(Complaint) -> [Stroke] {
    let steps = text.filter { !$0.isWhitespace }
    guard !steps.isEmpty else {
      throw Complaint("bar \(number) is empty, expected steps such as 'X... .... x... ....'")
    }
    guard Self.steps.contains(steps.count) else {
      let near = Self.steps.filter { $0 >= 4 }.min { abs($0 - steps.count) < abs($1 - steps.count) } ?? 16
      throw Complaint("bar \(number) has \(steps.count) steps, expected \(near) (or 4, 6, 8, 12, 16, 24, 32, 48)")
    }
    var strokes: [Stroke] = []
    for (index, step) in steps.enumerated() where step != "." {
      let gain: Float
      switch step {
      case "X": gain = 1
      case "x": gain = 0.7
      case "o": gain = 0.4
      default: throw Complaint("found '\(String(step).shortened)' in bar \(number), expected X, x, o or .")
      }
      strokes.append(Stroke(tick: index * Ticks.perBar / steps.count, gain: gain))
    }
    return strokes
  }
}
