import Styles
import Testing

/// A style must be heard.
struct SilenceTests {
  /// A drop, and nothing else.
  private static func dropOnly(_ scene: String, more: String = "") -> String {
    """
    tempo: 140
    form: { intro: 0, build: 0, drop: 4, breakdown: 0, ending: 0 }
    \(more)
    drums:
      rests: { kick: .... .... .... .... }
      late: { kick: .... | .... | .... | .... | X... }
      beat: { kick: X... }
    bass:
      rests:
        - 1 rest
      line:
        - 1 sub
    chops:
      rests:
        - 1 rest
      cuts:
        - 1 a
    parts:
      drop:
        - bars: \(scene)

    """
  }

  private static let hints = "expected a song, bass, drums, a pad or effects in their scenes, such as 'song: through'"

  private static let silent: [(scene: String, more: String, reason: String)] = [
    ("4", "", "the parts play nothing, " + hints),
    ("4\n      drums: rests", "", "the drums hold nothing but rests"),
    ("4\n      drums: late", "", "the drums hold nothing but rests"),
    ("4\n      bass: rests", "", "the bass holds nothing but rests"),
    ("4\n      song: rests", "", "the chops hold nothing but rests"),
    ("1\n      fill: beat", "", "the fills hold nothing but rests or stand in scenes of one bar"),
    (
      "4\n      song: through\n      bass: rests", "mix: { wub: 1 }",
      "'wub: 1' leaves no song beside a bass, and the bass holds nothing but rests"
    ),
    ("4\n      bass: line", "mix: { wub: 0 }", "'wub: 0' leaves out the bass"),
    (
      "4\n      song: rests\n      bass: rests\n      drums: rests", "",
      "the chops hold nothing but rests, and the bass holds nothing but rests, and the drums hold nothing but rests"
    ),
  ]

  @Test(arguments: silent)
  func `a style of which nothing is ever heard is refused, and it is told why`(
    scene: String, more: String, reason: String
  ) {
    let whole = reason.hasPrefix("the parts") ? reason : "nothing is ever heard of what the parts play: " + reason
    #expect(SmallStyle.problems(of: Self.dropOnly(scene, more: more)) == ["line 18: " + whole])
  }

  private static let heard: [(scene: String, more: String)] = [
    ("4\n      song: cuts", ""), ("4\n      pad: -60 dB", ""), ("4\n      effects: vinyl", ""),
    ("4\n      plays-song-drums: yes", ""), ("4\n      song: rests\n      last-beat: song", ""),
    ("4\n      drums: [rests, beat]", ""), ("2\n      fill: beat", ""), ("4\n      bass: [rests, line]", ""),
    ("4\n      bass: line", "mix: { wub: 1 }"), ("4\n      song: through", "mix: { wub: 0 }"),
    ("4\n      song: through", "mix: { wub: 1 }"),
  ]

  @Test(arguments: heard)
  func `whatever sounds at all will do`(scene: String, more: String) {
    #expect(SmallStyle.problems(of: Self.dropOnly(scene, more: more)).isEmpty)
  }

  @Test(arguments: ["name: x\n", "about: nothing\n", "{}\n", "name:\n", "tempo: 140\nparts: {}\n"])
  func `a style that says next to nothing is told what is missing`(text: String) {
    let problems = SmallStyle.problems(of: text)
    #expect(problems.contains { $0.contains("has no parts") || $0.contains("'intro' is missing") }, "\(problems)")
  }

  @Test func `a part that rests as a whole is allowed, with a word about it`() throws {
    let text = SmallStyle.text(with: "", for: "      pad: -6 dB\n")
    let file = try StyleFile(text: text, fileName: "small.yaml")
    #expect(
      file.warnings.map(\.description)
        == ["small.yaml, line 34: nothing plays in the breakdown: its 4 bars are silent"])
    #expect(try StyleFile(text: SmallStyle.text, fileName: "small.yaml").warnings.isEmpty)
  }

  @Test func `a bar of rest between the parts needs no word`() throws {
    let text = SmallStyle.text(with: "    - bars: 1\n", for: "    - bars: 4\n      pad: -6 dB\n")
    let gap = text.split(separator: "breakdown: 4").joined(separator: "breakdown: 1")
    #expect(try StyleFile(text: gap, fileName: "small.yaml").warnings.isEmpty)
  }

  @Test(arguments: Style.builtInNames)
  func `the built-in styles give no cause for warnings`(name: String) throws {
    let text = try #require(Style.builtInText(named: name))
    #expect(try StyleFile(text: text, fileName: "\(name).yaml").warnings.isEmpty)
  }
}
