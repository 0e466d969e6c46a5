import Styles
import Synthesis
import Testing

struct ExtendingTests {
  private func style(_ text: String) throws(StyleError) -> Style {
    try Style(text: text, fileName: "songs/my own.yaml")
  }

  @Test func `a style of one line is the built-in one under the file's name`() throws {
    var expected = try #require(Style.builtIn(named: "dubstep"))
    expected.name = "my own"
    let isSame = try style("extends: dubstep") == expected
    #expect(isSame)
  }

  @Test func `what is said replaces what was, and nothing else`() throws {
    let base = try #require(Style.builtIn(named: "dubstep"))
    let style = try style("extends: dubstep\nname: faster\ntempo: 150\nmix: { wub: 0.8 }\nform: { breakdown: 16 }\n")
    #expect(style.name == "faster")
    #expect(style.tempo == .beatsPerMinute(150))
    #expect(style.mix.wub == 0.8)
    #expect(style.mix.songDucking == base.mix.songDucking)
    #expect(style.form.breakdownBars == 16)
    #expect(style.form.dropBars == base.form.dropBars)
    let isSame = style.scenes == base.scenes
    #expect(isSame)
  }

  @Test func `a row of a pattern can be replaced, and every scene plays it`() throws {
    let base = try #require(Style.builtIn(named: "electrohouse"))
    let style = try style("extends: electrohouse\ndrums: { four-on-the-floor: { kick: X... .... X... .... } }\n")
    let kicks = style.scenes[.drop]?[0].drums[0].strokes.filter { $0.sound == .kick }.map(\.tick)
    #expect(kicks == [0, 96])
    let claps = { (style: Style) in style.scenes[.drop]?[0].drums[0].strokes.filter { $0.sound == .clap } }
    #expect(claps(style) == claps(base))
  }

  @Test func `none takes away what the built-in style has`() throws {
    let style = try style("extends: electrohouse\ndrums: { four-on-the-floor: { clap: none } }\n")
    let strokes = try #require(style.scenes[.drop]?[0].drums[0].strokes)
    #expect(!strokes.isEmpty)
    #expect(strokes.allSatisfy { $0.sound == .kick })
  }

  @Test func `a part is replaced as a whole`() throws {
    let style = try style("extends: dubstep\nparts:\n  ending:\n    - bars: 4\n      pad: -3 dB\n")
    let ending = try #require(style.scenes[.ending])
    #expect(ending.count == 1)
    #expect(ending[0].song == nil)
    #expect(ending[0].pad?.levelDB == Sweep(-3))
    #expect(style.scenes[.drop]?.count == 2)
  }

  @Test func `new patterns go beside those of the built-in style`() throws {
    let style = try style(
      """
      extends: dubstep
      drums: { mine: { kick: X... } }
      parts: { ending: [{ bars: 4, drums: [mine, half-time] }] }
      """)
    #expect(style.scenes[.ending]?[0].drums.map(\.bars) == [1, 4])
  }

  private func complaint(_ text: String) -> String {
    do {
      _ = try style(text)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func `a form that the built-in scenes do not fit is told where it is asked for`() {
    let complaint = complaint("extends: dubstep\nform:\n  breakdown: 16\n  drop: 12\n")
    #expect(
      complaint
        == "songs/my own.yaml, line 4: drop has 12 bars here, and its scenes in dubstep.yaml (built in) last 16, "
        + "expected 16 or a multiple of it, or scenes of your own for drop under parts")
    #expect(self.complaint("extends: dubstep\nform: { drop: 32 }\n").isEmpty)
    // Without a length of one's own it is the whole form that is to blame, and else one's own scenes.
    #expect(
      self.complaint("extends: electrohouse\nform:\n  ending: none\n").hasPrefix(
        "songs/my own.yaml, line 3: ending has 4 bars here"))
    #expect(
      self.complaint("extends: dubstep\nparts:\n  drop:\n    - { bars: 12, song: through }\n").hasPrefix(
        "songs/my own.yaml, line 4: the scenes of drop last 12 bars, expected 16"))
  }

  @Test func `a pattern that is taken away and still played is told where it is taken away`() {
    let complaint = complaint("extends: dubstep\ndrums:\n  half-time: none\n")
    #expect(complaint.hasPrefix("songs/my own.yaml, line 3: 'half-time' is taken away from drums here, but played in "))
    #expect(complaint.contains("in dubstep.yaml (built in), line "))
  }

  @Test func `rows that do not go into each other are told at one's own`() {
    let complaint = complaint("extends: dubstep\ndrums: { half-time: { rim: x | x | x } }\n")
    #expect(complaint.hasPrefix("songs/my own.yaml, line 2: "), "\(complaint)")
  }

  @Test func `a style keeps what it extends, and can be read with it when the built-in one has changed`() throws {
    let text = "extends: dubstep\nmix: { wub: 0.9 }\n"
    let file = try StyleFile(text: text, fileName: "mine.yaml")
    var base = try #require(file.base)
    let builtIn = try #require(Style.builtInText(named: "dubstep"))
    #expect(base.name == "dubstep" && (base.text == builtIn) == true)
    #expect(try StyleFile(text: text, fileName: "mine.yaml", base: base).style == file.style)
    base.text = SmallStyle.text
    let older = try StyleFile(text: text, fileName: "mine.yaml", base: base)
    #expect(older.style.about == "One of each" && older.style.mix.wub == 0.9 && older.base == base)
    base.name = "chill"
    let other = try StyleFile(text: text, fileName: "mine.yaml", base: base).style
    #expect((other == file.style) == true)
    #expect(try StyleFile(text: SmallStyle.text, fileName: "small.yaml").base == nil)
  }
}
