import Styles
import Testing

struct HostileFileTests {
  private func problem(of bytes: [UInt8]) -> String? {
    do {
      _ = try Style(bytes: bytes, fileName: "f")
      return nil
    } catch {
      return error.description
    }
  }

  private func problem(of text: String) -> String? { problem(of: Array(text.utf8)) }

  @Test func `ten megabytes are refused unread`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 10_000_000)
    #expect(problem(of: bytes) == "f: the file is larger than 1000000 bytes, expected a style")
  }

  @Test(arguments: ["a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "&a [*a]\n", "a: *nothing\n"])
  func `anchors and aliases are refused before they can grow`(text: String) throws {
    let problem = try #require(self.problem(of: text))
    #expect(problem.hasPrefix("f, line 1: '&' and '*'"))
  }

  @Test(arguments: ["[", "{", "- ", "? ", "[{", "[a,", "{a: "])
  func `deep nesting is refused at once`(opening: String) throws {
    let text = String(repeating: opening, count: 900_000 / opening.utf8.count)
    let duration = ContinuousClock().measure {
      #expect(problem(of: text)?.contains("nested more than 16 deep") == true)
    }
    #expect(duration < .seconds(2))
  }

  @Test(arguments: [": ", "\"", "'", "|\n", "& ", "%", "\r", "\n", "\t", "---\n", "x\n", "> ", "\u{85}", "#", "\\"])
  func `a megabyte of one thing ends soon with an error`(part: String) {
    let text = String(repeating: part, count: 990_000 / part.utf8.count)
    let duration = ContinuousClock().measure { #expect(problem(of: text) != nil) }
    #expect(duration < .seconds(5))
  }

  @Test func `very many keys are refused`() throws {
    let text = (0..<80_000).map { "k\($0): 1\n" }.joined()
    #expect(try #require(problem(of: text)).contains("more than 50000 values"))
  }

  @Test func `what is no text is told`() {
    #expect(problem(of: Array("tempo: 140\nname: ".utf8) + [0xE9, 10]) == "f, line 2: the file is not text in UTF-8")
    #expect(problem(of: "tempo: 140\nname: \u{0}\n") == "f, line 2: found a zero byte, expected text")
    #expect(problem(of: "tempo: 140\nname: \u{7}\n") == "f, line 2: found a control character; expected text")
    #expect(problem(of: [0xFF, 0xFE, 0x74, 0x00]) == "f, line 1: the file is not text in UTF-8")
    #expect(problem(of: "")?.contains("the file is empty") == true)
    #expect(problem(of: "# nothing\n")?.contains("the file is empty") == true)
  }

  @Test func `a byte order mark does no harm`() throws {
    _ = try Style(bytes: [0xEF, 0xBB, 0xBF] + Array(SmallStyle.text.utf8), fileName: "f")
  }

  @Test func `what would move a terminal's cursor stays out of names and messages`() throws {
    let style = try SmallStyle.style(with: #"name: "a\e[2Jb\u202Ec""#, for: "name: small")
    #expect(style.name == "a [2Jb c")
    let problems = SmallStyle.problems(of: SmallStyle.text(with: #"tempo: "\e[2J""#, for: "tempo: 140"))
    #expect(problems.first?.hasPrefix("line 3: found ' [2J', expected ") == true)
    let long = SmallStyle.problems(
      of: SmallStyle.text(with: "tempo: e" + String(repeating: "\u{301}", count: 900), for: "tempo: 140"))
    #expect(try #require(long.first).utf8.count < 300)
  }

  @Test func `an endless row, phrase or list is refused`() throws {
    for (found, part) in [
      ("X... .... X...", "X... | "), ("1/2 wobble 1/8", "1/64 sub, "), ("harmony: 1 ", "harmony: 1 1 "),
      ("[beat]", "[beat, "),
    ] {
      let text = SmallStyle.text(with: found + " " + String(repeating: part, count: 50_000), for: found)
      let duration = ContinuousClock().measure { #expect(problem(of: text) != nil) }
      #expect(duration < .seconds(2))
    }
  }

  @Test(arguments: 0..<8)
  func `random bytes end in an error`(seed: UInt64) {
    var random = SplitMix(state: seed)
    for length in [1, 10, 100, 1_000, 10_000] {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(problem(of: bytes) != nil)
    }
  }

  @Test(arguments: Style.builtInNames, 0..<4)
  func `a damaged style is read or refused, and never half`(name: String, seed: UInt64) throws {
    let original = Array(try #require(Style.builtInText(named: name)).utf8)
    let alphabet = Array("Xxo.|=:,-[]{}>@+#'\"&*!% \n\t0123456789/tabsongrest".utf8)
    var random = SplitMix(state: seed &* 1_000_003)
    for _ in 0..<150 {
      var bytes = original
      for _ in 0...random.below(4) {
        let place = random.below(bytes.count)
        switch random.below(5) {
        case 0: bytes[place] = alphabet[random.below(alphabet.count)]
        case 1: bytes.insert(alphabet[random.below(alphabet.count)], at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(40)))
        case 3:
          let end = min(bytes.count, place + 1 + random.below(200))
          bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
        default: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      do {
        let style = try Style(bytes: bytes, fileName: "f")
        #expect(
          PartKind.allCases.allSatisfy { style.form.bars(of: $0) == 0 || style.scenes[$0]?.isEmpty == false })
      } catch {
        #expect((1...5).contains(error.problems.count))
        #expect(error.problems.allSatisfy { !$0.message.isEmpty && !$0.message.contains("\n") })
      }
    }
  }
}

/// Reproducible random numbers (Steele, Lea, Flood 2014).
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
