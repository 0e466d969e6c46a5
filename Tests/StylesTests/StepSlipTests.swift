import Styles
import Testing

/// Bars that can be played as they are written, and were hardly meant so.
struct StepSlipTests {
  private func warnings(_ kick: String, _ snare: String) throws -> [String] {
    let rows = "    kick:  X... .... X... .... | X... .... .... ....\n    snare: .... X... .... X..."
    let text = SmallStyle.text(with: "    kick: \(kick)\n    snare: \(snare)", for: rows)
    return try StyleFile(text: text, fileName: "small.yaml").warnings.map { "\($0.line ?? 0): \($0.message)" }
  }

  @Test(arguments: [
    ("X... .... X... .... | X... .... X...", "X... .... X... ...."), ("X... .... X... ....", "X... X... X..."),
    ("X... .... X... ....", "X... .... X... .... X... ...."),
    ("X... .... X... .... X... .... .... .... .... .... .... ....", "x.x. x.x."),
  ])
  func `a bar that lost a group of four is told of`(kick: String, snare: String) throws {
    let warnings = try warnings(kick, snare)
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("played as triplets, and groups of three would say so") == true, "\(warnings)")
  }

  @Test func `a bar that lost its second half is told of`() throws {
    #expect(
      try warnings("X... .... X... .... | X... ....", "x...") == [
        "10: bar 2 of kick has 8 steps and the bar before 16: they are played half as fast, in the drum pattern 'beat'"
      ])
  }

  @Test func `a lost bar line is told of`() throws {
    #expect(
      try warnings("X... .... X... .... | X... .... .... ....", "X... .... X... .... X... .... .... ....") == [
        "11: snare has 32 steps in one bar, and the other rows 16: expected a '|' in the middle, "
          + "in the drum pattern 'beat'"
      ])
  }

  @Test(arguments: [
    ("X... .... X... ....", "X.. ..x X.. ..."), ("X... .... X... ....", "X..x..X..x.."), ("X... X... X...", "xxx"),
    ("x... x... x... x... | x.x.x.x. | xxxx xxxx xxxx xxxx | =", "x..."),
    ("X... .... X... .... | X... .... .... ....", "xxxx xxxx xxxx xxxx xxxx xxxx xxxx xxxx"),
    ("X... .... X... ....", "X... .... .... .... .... .... x... ...."), ("X... .... X... .... | =", "xxxxxx xxxxxx"),
    ("x... x... | x.x. x.x. | xxxx xxxx xxxx xxxx | =", "x"),
  ])
  func `eighths, triplets and rolls beside each other are music`(kick: String, snare: String) throws {
    #expect(try warnings(kick, snare).isEmpty)
  }
}
