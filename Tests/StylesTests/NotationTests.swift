import Styles
import Synthesis
import Testing

struct NotationTests {
  @Test(arguments: [
    ("140", Style.Tempo.beatsPerMinute(140)), ("87.5", .beatsPerMinute(87.5)), ("song", .song(times: 1)),
    ("song x 2", .song(times: 2)), ("song x 3/4", .song(times: 0.75)), ("140 BPM", .beatsPerMinute(140)),
    ("174bpm", .beatsPerMinute(174)),
  ])
  func `a tempo is a number or follows the song`(text: String, tempo: Style.Tempo) throws {
    #expect(try SmallStyle.style(with: "tempo: \(text)", for: "tempo: 140").tempo == tempo)
  }

  @Test func `harmony is a step for each bar, or the song's`() throws {
    #expect(try SmallStyle.style(with: "harmony: song", for: "harmony: 1 1 6 7").harmony == .song)
    #expect(try SmallStyle.style(with: "harmony: [4, 5]", for: "harmony: 1 1 6 7").harmony == .degrees([4, 5]))
    #expect(try Style(text: SmallStyle.text, fileName: "small").harmony == .degrees([1, 1, 6, 7]))
  }

  @Test func `form, mix and swing are taken over`() throws {
    let style = try SmallStyle.style(
      with: "mix: { wub: 1/4, bass: -2, song: 1 dB, effects: 3dB, duck-song: 0, duck-bass: 1 }",
      for: "mix: { wub: 0.5, drums: -1 dB }")
    var mix = MixSettings()
    mix.wub = 0.25
    mix.bassDB = -2
    mix.songDB = 1
    mix.effectsDB = 3
    mix.songDucking = 0
    mix.bassDucking = 1
    #expect(style.mix == mix)
    #expect(style.swing == 0.1)
    #expect(style.form.dropBars == 4)
    #expect(style.form.dropsInARow == FormRules().dropsInARow)
  }

  @Test(arguments: [("54 %", 0.08), ("50%", 0), ("62.5 %", 0.25), ("1/3", 1.0 / 3), ("0.08", 0.08)])
  func `swing is a share of a sixteenth, or a drum machine's percentage`(text: String, swing: Double) throws {
    #expect(abs(try SmallStyle.style(with: "swing: \(text)", for: "swing: 0.1").swing - swing) < 1e-9)
  }

  @Test func `a balance may be a percentage`() throws {
    #expect(try SmallStyle.style(with: "wub: 60 %", for: "wub: 0.5").mix.wub == 0.6)
  }

  @Test(arguments: [
    ("300 > 3 kHz", 300.0, 3_000.0), ("300 > 3k", 300, 3_000), ("0.1 > 1 kHz", 100, 1_000), ("2k > 80 Hz", 2_000, 80),
    ("1.5 kHz", 1_500, 1_500),
  ])
  func `a unit at the end speaks for both ends of a swell, if it can`(text: String, from: Double, to: Double) throws {
    let style = try SmallStyle.style(with: "low-pass: \(text)", for: "low-pass: 260 > 4500 Hz")
    #expect(style.scenes[.intro]?[0].song?.lowPassHz == Sweep(from, to: to))
  }

  // MARK: Drums

  private func strokes(_ row: String) throws -> [DrumPattern.Stroke] {
    let style = try SmallStyle.style(with: "    snare: \(row)", for: "    snare: .... X... .... X...")
    return try #require(style.scenes[.drop]?[0].drums[0].strokes.filter { $0.sound == .snare })
  }

  @Test func `accents, strokes and soft strokes fall on even steps of the bar`() throws {
    let strokes = try strokes("X.xo | ....")
    #expect(strokes.map(\.tick) == [0, 96, 144])
    #expect(strokes.map(\.gain) == [1, 0.7, 0.4])
  }

  @Test(arguments: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 192])
  func `a bar may have any number of steps that divides its ticks`(count: Int) throws {
    let ticks = try strokes(String(repeating: "x", count: count) + " | .").map(\.tick)
    #expect(ticks == (0..<count).map { $0 * Ticks.perBar / count })
  }

  @Test func `a shorter row goes round, and an equals sign repeats a bar`() throws {
    #expect(try strokes(".... X... .... X...").map(\.tick) == [48, 144, 240, 336])
    #expect(try strokes("X... | =").map(\.tick) == [0, 192])
    #expect(try strokes("X... | . |").map(\.tick) == [0])
    #expect(try strokes("\"| . | X... |\"").map(\.tick) == [192])
  }

  @Test func `a row may go on in the next line`() throws {
    #expect(try strokes("X... |\n      ..X.").map(\.tick) == [0, 288])
  }

  @Test func `a level behind a pattern's name adds to its own`() throws {
    let style = try SmallStyle.style(with: "drums: [beat -3 > 1 dB]", for: "drums: [beat]")
    #expect(style.scenes[.drop]?[0].drums[0].levelDB == Sweep(-9, to: 1))
  }

  @Test func `a level may stand behind phrases and behind the song as well`() throws {
    for text in ["line -6 dB", "[line -6]", "[line -6 dB, line -6 dB]", "{ play: [line -4 dB], level: -2 dB }"] {
      #expect(
        try SmallStyle.style(with: "bass: \(text)", for: "bass: [line]").scenes[.drop]?[0].bass?.levelDB == Sweep(-6))
    }
    for text in ["cuts -9 > -3 dB", "[cuts -9 > -3]", "through -9 > -3 dB", "{ play: cuts -3 > 3 dB, level: -6 }"] {
      let style = try SmallStyle.style(with: "song: \(text)", for: "song: { play: [cuts], level: -1 dB }")
      #expect(style.scenes[.drop]?[0].song?.levelDB == Sweep(-9, to: -3))
    }
  }

  // MARK: Bass

  private func notes(_ bar: String) throws -> [BassPhrase.Note] {
    let style = try SmallStyle.style(with: "    - \(bar)", for: "    - 1/2 wobble 1/8, 1/4 rest, 1/4 growl @5")
    return try #require(style.scenes[.drop]?[0].bass?.phrases[0].bars[0])
  }

  @Test func `notes follow each other, rests between them`() throws {
    let notes = try notes("1/8 sub, 1/8. rest, 1/16 reese, 1/8t growl 1/8, 1/4t wobble 1/4, 3/8 wobble 1/8")
    #expect(notes.map(\.tick) == [0, 60, 72, 88, 120])
    #expect(notes.map(\.length) == [24, 12, 16, 32, 72])
    #expect(notes.map(\.timbre) == [.sub, .reese, .growl, .wobble, .wobble])
  }

  private static let rates: [(text: String, start: Double, end: Double)] = [
    ("1/4", 1, 1), ("1/8", 2, 2), ("1/8t", 3, 3), ("1/16", 4, 4), ("1/4t", 1.5, 1.5), ("1/8.", 4.0 / 3, 4.0 / 3),
    ("1/4>1/16", 1, 4), ("1/16 > 1/1", 4, 0.25),
  ]

  @Test(arguments: rates)
  func `a rate is how many wobbles a beat has`(text: String, start: Double, end: Double) throws {
    let note = try notes("1 wobble \(text)")[0]
    #expect(abs(note.startRate - start) < 1e-12)
    #expect(abs(note.endRate - end) < 1e-12)
  }

  @Test func `a wobble may have a curve, before or behind its rate`() throws {
    let notes = try notes("1/4 wobble 1/8, 1/4 wobble 1/8 fall, 1/4 growl rise @2, 1/4 screech gate 1/16")
    #expect(notes.map(\.curve) == [.round, .fall, .rise, .gate])
    #expect(notes[3].startRate == 4)
  }

  @Test func `the kit and the basses have all their names`() throws {
    for sound in DrumSound.allCases where sound != .reverseCrash {
      let rows = "    kick:  X... .... X... .... | X... .... .... ....\n    snare: .... X... .... X..."
      let style = try SmallStyle.style(with: "    \(sound.rawValue): X...", for: rows)
      #expect(style.scenes[.drop]?[0].drums[0].strokes.contains { $0.sound == sound } == true)
    }
    for timbre in BassTimbre.allCases { #expect(try notes("1 \(timbre.rawValue)")[0].timbre == timbre) }
  }

  @Test func `a note without a rate opens and closes once, and a reese stays still`() throws {
    let notes = try notes("1/8 growl, 3/8 wobble, 1/2 reese @3")
    #expect(abs(notes[0].startRate - 2) < 1e-12)
    #expect(abs(notes[1].startRate * 1.5 - 1) < 1e-12)
    #expect(notes[2].startRate == 0)
    #expect(notes.map(\.degree) == [nil, nil, 3])
  }

  // MARK: Chops

  private func pieces(_ bar: String) throws -> [ChopPhrase.Piece] {
    let style = try SmallStyle.style(with: "    - \(bar)", for: "    - 1/2 a stutter 1/8, 1/4 b+1, 1/4 song reverse")
    guard case .chops(let phrases) = try #require(style.scenes[.build]?[0].song?.arrangement) else { return [] }
    return phrases[0].bars[0]
  }

  @Test func `pieces are places of the song, beats after them, or the song itself`() throws {
    let pieces = try pieces("1/4 a, 1/4 b+3, 1/4 rest, 1/4 song")
    #expect(pieces.map(\.content) == [.cell(choice: 0, after: 0), .cell(choice: 1, after: 3), .song])
    #expect(pieces.map(\.tick) == [0, 48, 144])
  }

  @Test(arguments: [
    ("stutter 1/16", [ChopPhrase.Operation.stutter(ticks: 12)]), ("gate 1/8t", [.gate(ticks: 16)]),
    ("reverse", [.reverse]), ("half-time", [.halfTime]), ("tape-stop", [.tapeStop]), ("up 12", [.pitch(12)]),
    ("down 3.5", [.pitch(-3.5)]), ("low-pass 800 Hz", [.lowPass(hertz: 800)]),
    ("high-pass 1.2 kHz", [.highPass(hertz: 1_200)]),
    ("low-pass 800 reverse up 7", [.lowPass(hertz: 800), .reverse, .pitch(7)]),
  ])
  func `operations are read in their order`(text: String, operations: [ChopPhrase.Operation]) throws {
    #expect(try pieces("1 a \(text)")[0].operations == operations)
  }

  // MARK: Scenes

  @Test func `the song's layer is read`() throws {
    let style = try SmallStyle.style(
      with: "song: { play: cuts, part: percussive, level: -20 > -1.5 dB, high-pass: 0.1 > 1 kHz, low-pass: 9000 }",
      for: "song: { play: [cuts], level: -1 dB }")
    let song = try #require(style.scenes[.drop]?[0].song)
    #expect(song.component == .percussive)
    #expect(song.levelDB == Sweep(-20, to: -1.5))
    #expect(song.highPassHz == Sweep(100, to: 1_000))
    #expect(song.lowPassHz == Sweep(9_000))
    #expect(style.scenes[.ending]?[0].song == SongLayer())
  }

  @Test func `effects have lengths and levels of their own`() throws {
    let style = try SmallStyle.style(
      with: "effects: [riser 2 -3 dB, riser, riser -3 dB, down-lifter 1, vinyl -10 dB, reverse-crash, crash -6]",
      for: "effects: [riser 4, crash -6 dB]")
    #expect(
      style.scenes[.intro]?[0].effects == [
        SceneEffect(.riser(bars: 2), levelDB: -3), SceneEffect(.riser(bars: 4)),
        SceneEffect(.riser(bars: 4), levelDB: -3), SceneEffect(.downLifter(bars: 1)),
        SceneEffect(.vinyl, levelDB: -10), SceneEffect(.hit(.reverseCrash)), SceneEffect(.hit(.crash), levelDB: -6),
      ])
  }

  @Test func `pads, bass levels and flags are read`() throws {
    let style = try SmallStyle.style(
      with: "bass: { play: line, level: -60 > 0 dB }\n      pad: { level: -9 > -3 dB }\n      plays-song-drums: yes\n"
        + "      fill: [beat, beat]",
      for: "bass: [line]")
    let scene = try #require(style.scenes[.drop]?[0])
    #expect(scene.bass?.levelDB == Sweep(-60, to: 0))
    #expect(scene.pad?.levelDB == Sweep(-9, to: -3))
    #expect(scene.playsSongDrums)
    #expect(scene.lastBeatIsSong)
    #expect(scene.fills.count == 2)
  }

  @Test func `none is as good as nothing`() throws {
    let style = try SmallStyle.style(with: "bass: none", for: "bass: [line]")
    #expect(style.scenes[.drop]?[0].bass == nil)
  }

  @Test func `a style without a name takes its file's`() throws {
    let text = SmallStyle.text(with: "", for: "name: small")
    #expect(try Style(text: text, fileName: "/home/me/slow songs.yml").name == "slow songs")
  }

  // MARK: Names on the command line

  @Test(arguments: [
    ("chill", StyleChoice.builtIn("chill")), ("chill.yaml", .file("chill.yaml")), ("./chill", .file("./chill")),
    ("mine", .file("mine")),
  ])
  func `a name is a built-in style, or a file`(argument: String, choice: StyleChoice) {
    #expect(StyleChoice(argument: argument) == choice)
  }

  @Test func `a slip of the pen is understood`() {
    #expect(Style.nearestBuiltInName(to: "dubstpe") == "dubstep")
    #expect(Style.nearestBuiltInName(to: "Electro House") == "electrohouse")
    #expect(Style.nearestBuiltInName(to: "waltz") == nil)
    #expect(Style.builtIn(named: "waltz") == nil)
  }
}
