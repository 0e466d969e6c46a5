import Hosting
import Testing

struct WorkRecipeTests {
  private static func recipe(_ options: KeyValuePairs<String, String>) throws -> WorkRecipe {
    try WorkRecipe(options: options.map { (name: $0.key, value: $0.value) })
  }

  @Test
  func `equal wishes are equal texts`() throws {
    let one = try Self.recipe(["wub": "0.50", "style": "chill", "key": "Gbm", "loudness": "-14"])
    let other = try Self.recipe(["key": "f# minor", "wub": "0.5", "loudness": "-14.0", "style": "chill"])
    #expect(one.text == other.text)
    #expect(WorkRecipe(text: one.text) == one)
    #expect(try Self.recipe([:]) == WorkRecipe())
    #expect(try Self.recipe(["wub": "-0"]).text == Self.recipe(["wub": "0"]).text)
  }

  @Test(arguments: [
    ("style", "polka"), ("style", "../x"), ("wub", "2"), ("wub", "nan"), ("wub", "inf"), ("wub", "0x1"), ("wub", "1e0"),
    ("wub", ""), ("length", "5"), ("length", "1:99"), ("target-bpm", "59.9"), ("preview", "601"), ("seed", "-1"),
    ("seed", "18446744073709551616"), ("seed", "1.5"), ("loudness", "0"), ("bpm", "10"), ("bpm", "0x50"),
    ("key", "H moll"),
    ("downbeat-offset", "65"), ("format", "exe"), ("bitrate", "193"), ("bitrate", "abc"), ("stile", "chill"), ("", ""),
  ])
  func `what makes no sense is refused in a line`(name: String, value: String) {
    do {
      _ = try WorkRecipe(options: [(name: name, value: value)])
      Issue.record("\(name)=\(value) was taken")
    } catch {
      #expect(!error.description.isEmpty && !error.description.contains("\n"))
    }
  }

  @Test
  func `what a stranger writes cannot break a line`() {
    do {
      _ = try WorkRecipe(options: [
        (name: "a\r\nSet-Cookie: x\u{202E}\u{0}" + String(repeating: "y", count: 500), value: "")
      ])
      Issue.record("it was taken")
    } catch {
      #expect(error.description.count < 200)
      #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 0x202E })
    }
  }

  @Test
  func `an option is given once`() {
    #expect(throws: WorkRecipeError.self) {
      try WorkRecipe(options: [(name: "wub", value: "0.1"), (name: "wub", value: "0.2")])
    }
  }

  @Test(arguments: [
    ("../../etc/passwd", "passwd"), ("C:\\songs\\x", "x"), ("a\u{0}b\r\nc", "abc"), ("  two   words ", "two words"),
    ("..", ""), ("/", ""), ("", ""), ("\u{202E}gpj.exe", "gpj.exe"), ("Motörhead – \u{1F3B5}", "Motörhead – \u{1F3B5}"),
  ])
  func `titles are cleaned`(title: String, cleaned: String) {
    #expect(WorkRecipe.cleaned(title: title) == cleaned)
  }

  @Test
  func `a title has an end`() {
    #expect(WorkRecipe.cleaned(title: String(repeating: "é", count: 5_000)).count == 200)
  }
}
