import Styles
import Testing

struct BrokenFileTests {
  @Test func `the small style is whole`() {
    #expect(SmallStyle.problems(of: SmallStyle.text).isEmpty)
  }

  @Test(arguments: BrokenFile.header + BrokenFile.patterns + BrokenFile.parts + BrokenFile.wholeFile)
  func `what is wrong is told with its line, what was found and what was expected`(file: BrokenFile) {
    let problems = SmallStyle.problems(of: SmallStyle.text(with: file.replacement, for: file.found))
    #expect(problems == file.problems)
  }

  @Test func `an error names the file and the line`() {
    #expect {
      try SmallStyle.style(with: "tempo: fast", for: "tempo: 140")
    } throws: { error in
      "\(error)".hasPrefix("small.yaml, line 3: found 'fast', expected ")
    }
  }

  @Test func `of many problems, the first of the file are told`() {
    var text = SmallStyle.text(with: "tempo: x\nswing: x", for: "tempo: 140\nswing: 0.1")
    text = text.split(separator: "    kick:").joined(separator: "    q:\n    r:\n    s:\n    t:\n    u:\n    kick:")
    let lines = SmallStyle.problems(of: text).map { String($0.prefix { $0 != ":" }) }
    #expect(lines == ["line 3", "line 4", "line 10", "line 11", "line 12"])
  }

  @Test func `at most five problems are told, from the top of the file`() throws {
    var text = SmallStyle.text(with: "tempo: x\nswing: x\nharmony: x", for: "tempo: 140\nswing: 0.1\nharmony: 1 1 6 7")
    text += "\na: 1\nb: 2\nc: 3\nd: 4\n"
    let lines = SmallStyle.problems(of: text).map { $0.prefix { $0 != ":" } }
    #expect(lines.count == 5)
    #expect(lines.contains("line 3"))
    #expect(lines == lines.sorted { $0.count < $1.count || $0.count == $1.count && $0 < $1 })
  }
}
