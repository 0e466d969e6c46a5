import Audio
import Fixtures
import Foundation
import Testing

@Suite(.serialized)
struct AnalysisOutputTests {
  /// Twelve seconds of clicks at 120 BPM in bars of four over a soft tone, with a name.
  private func song(in folder: TemporaryFolder) throws -> String {
    let path = folder.path("song.wav")
    let tone = Signals.sine(220, seconds: 12)
    let clicks = ClickTrack(beatsPerMinute: 120, seconds: 12, firstBeat: 0.4).samples
    try FixtureFile.write(interleaved: zip(tone, clicks).map { 0.2 * $0 + 0.5 * $1 }, to: path)
    return path
  }

  private func answer(_ data: Data) throws -> AnalysisAnswer {
    try JSONDecoder().decode(AnalysisAnswer.self, from: data)
  }

  private func data(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  @Test func `one run writes every format, and each says the same`() throws {
    let folder = try TemporaryFolder()
    let song = try song(in: folder)
    let run = try Program.run(
      [
        "analyze", song, "-q", "--json", folder.path("a.json"), "--labels", folder.path("beats.txt"),
        "--section-labels",
        folder.path("sections.txt"), "--beats-out", folder.path("madmom.txt"), "--jams", folder.path("a.jams"),
        "--click",
        folder.path("click.wav"), "--plot", folder.path("a.png"), "--explain",
      ], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      folder.names == [
        "a.jams", "a.json", "a.png", "beats.txt", "click.wav", "madmom.txt", "sections.txt", "song.wav",
      ])
    let analysis = try answer(data(folder.path("a.json")))
    #expect(abs(analysis.bpm - 120) < 1)
    for (name, separator) in [("beats.txt", 3), ("madmom.txt", 2)] {
      let lines = String(decoding: try data(folder.path(name)), as: UTF8.self).split(separator: "\n")
      let fields = lines.map { $0.split(separator: "\t") }
      #expect(fields.count == analysis.beats.count && fields.allSatisfy { $0.count == separator })
      let isSame = zip(fields, analysis.beats).allSatisfy { abs((Double($0[0]) ?? -1) - $1) < 1e-4 }
      #expect(isSame, "\(name)")
      let bars = zip(fields, analysis.beats).filter { $0.0.last == "1" }.map(\.1)
      #expect(bars == analysis.downbeats, "\(name)")
    }
    let sections = String(decoding: try data(folder.path("sections.txt")), as: UTF8.self).split(separator: "\n")
    #expect(sections.count == analysis.sections.count)
    let png = try data(folder.path("a.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let words = String(decoding: run.output, as: UTF8.self)
    #expect(words.hasPrefix("Tempo: ") && words.contains("Key: ") && words.contains("Sections: "))
  }

  /// Whether Python has the package that defines JAMS.
  private static let hasJAMS = (try? ForeignProgram.run("python3", ["-c", "import jams"])) != nil

  @Test(.enabled(if: hasJAMS)) func `the package that defines JAMS accepts ours`() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("a.jams")
    #expect(try Program.run(["analyze", Songs.demo, "--jams", file, "-q"], in: folder).status == 0)
    let script = """
      import jams, sys
      document = jams.load(sys.argv[1], validate=True, strict=True)
      print(document.file_metadata.duration, *sorted(a.namespace for a in document.annotations))
      """
    let words = try ForeignProgram.run("python3", ["-W", "ignore", "-c", script, file])
    for word in ["78.64", "beat", "key_mode", "segment_open", "tempo"] { #expect(words.contains(word), "\(words)") }
  }

  @Test(arguments: ["wav", "flac", "mp3"])
  func `clicks sound on the beats, and nothing clips`(kind: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("quiet.wav")
    // Silence with given beats: all that sounds is the clicks.
    try FixtureFile.write(interleaved: [Float](repeating: 0, count: 5 * 44_100), to: path)
    try Data("0.5\t1\n1.1\t2\n1.7\t3\n2.3\t1\n2.9\t2\n3.5\t3\n".utf8)
      .write(to: URL(fileURLWithPath: folder.path("beats")))
    let output = folder.path("click." + kind)
    let run = try Program.run(["analyze", path, "--beats", folder.path("beats"), "--click", output, "-q"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let clicks = try FixtureFile.decoded(output).left
    #expect(clicks.count == 5 * 44_100)
    var starts: [Int] = []
    for (index, sample) in clicks.enumerated() where abs(sample) > 0.1 {
      if index - (starts.last ?? -10_000) > 5_000 { starts.append(index) }
    }
    let expected = [0.5, 1.1, 1.7, 2.3, 2.9, 3.5].map { Int(($0 * 44_100).rounded()) }
    try #require(starts.count == expected.count)
    // To the sample where coding loses nothing; MP3 smears a little ahead.
    #expect(zip(starts, expected).allSatisfy { abs($0 - $1) <= (kind == "mp3" ? 40 : 0) }, "\(starts)")
    let heights = starts.map { start in clicks[start..<start + 1_300].map(abs).max() ?? 0 }
    #expect(heights[0] > heights[1] * 1.3 && heights[3] > heights[4] * 1.3)
    #expect(clicks.allSatisfy { abs($0) <= 1 })
  }

  @Test func `clicks over a loud song do not clip, and the song keeps its length`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("loud.wav")
    try FixtureFile.write(interleaved: Signals.noise(seconds: 8, seed: 3).map { $0 < 0 ? -0.999 : 0.999 }, to: path)
    for kind in ["wav", "mp3"] {
      let output = folder.path("click." + kind)
      #expect(try Program.run(["analyze", path, "--click", output, "-q"], in: folder).status == 0)
      let sound = try FixtureFile.decoded(output)
      #expect(sound.count == 8 * 44_100)
      let peak = sound.left.map(abs).max() ?? 0
      #expect(peak < 1 && peak > 0.5, "\(kind) \(peak)")
    }
  }

  @Test func `the words go beside what else goes to standard output`() throws {
    let folder = try TemporaryFolder()
    let song = try song(in: folder)
    let both = try Program.run(["analyze", song, "--json", "-", "--explain", "-q"], in: folder)
    #expect(try answer(both.output).bpm > 0 && both.errors.hasPrefix("Tempo: "))
    let alone = try Program.run(["analyze", song, "--explain", "-q"], in: folder)
    #expect(String(decoding: alone.output, as: UTF8.self) == both.errors && alone.errors.isEmpty)
    let clash = try Program.run(["analyze", song, "--json", "-", "--explain", "--progress", "json"], in: folder)
    #expect(clash.status == 64)
  }

  @Test func `silence is admitted, in the words and in a warning`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("silence.wav")
    try FixtureFile.write(interleaved: [Float](repeating: 0, count: 10 * 44_100), to: path)
    let run = try Program.run(["analyze", path, "--explain", "--progress", "plain"], in: folder)
    #expect(run.status == 0 && run.complaints.count == 1 && run.errors.contains("the song is silent"), "\(run.errors)")
    #expect(String(decoding: run.output, as: UTF8.self).contains("made up"))
  }

  @Test func `outputs that clash are refused before any work`() throws {
    let folder = try TemporaryFolder()
    let song = try song(in: folder)
    try Data("1\n2\n".utf8).write(to: URL(fileURLWithPath: folder.path("beats")))
    let twice = folder.url.path + "/./x"
    for (arguments, status) in [
      (["--json", folder.path("x"), "--jams", twice], Int32(64)), (["--json", "-", "--labels", "-"], 64),
      (["--click", folder.path("x.ogg")], 64), (["--plot", folder.path("x.jpg")], 64),
      (["--labels", song, "-y"], 73),
      (["--beats", folder.path("beats"), "--beats-out", folder.path("beats"), "-y"], 73),
      (["--json", folder.path("x"), "--labels", folder.path("missing/x")], 73),
      (["--json", folder.path("x"), "--labels", folder.path("beats")], 73),
      (["--json", folder.path("x"), "--log", folder.path("x")], 64),
    ] {
      let run = try Program.run(["analyze", song, "-q"] + arguments, in: folder)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(folder.names == ["beats", "song.wav"], "\(arguments)")
    }
    #expect(try data(folder.path("beats")) == Data("1\n2\n".utf8))
  }

  @Test func `a full disk takes all outputs away, and is told of the right one`() throws {
    let folder = try TemporaryFolder()
    let song = try song(in: folder)
    let labels = try Program.run(
      ["analyze", song, "-q", "--json", folder.path("a.json"), "--labels", "/dev/full"], in: folder)
    #expect(labels.status == 74 && labels.complaints.count == 1 && labels.errors.contains("/dev/full"))
    #expect(folder.names == ["song.wav"])
  }

  @Test func `the same song gives the same files for any number of workers`() throws {
    let folder = try TemporaryFolder()
    let song = try song(in: folder)
    for kind in [["--plot", "-"], ["--click", "-"], ["--jams", "-"], ["--explain"]] {
      let runs = try ["1", "5"].map {
        try Program.run(["analyze", song, "-q", "--jobs", $0] + kind, in: folder).output
      }
      #expect(runs[0] == runs[1] && runs[0].count > 100, "\(kind)")
    }
  }
}
