import Foundation
import Testing

/// What is asked of the music on the command line.
struct MusicOptionTests {
  private func write(_ style: String, in folder: TemporaryFolder) throws {
    try Data(style.utf8).write(to: URL(fileURLWithPath: folder.path("mine.yaml")))
  }

  @Test func `a style file that makes no sense is told with its lines, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    try write("extends: dubstep\ntempo: fast\nmix: { wub: 2 }\n", in: folder)
    let run = try Program.run([song, "-o", folder.path("out.mp3"), "--style", folder.path("mine.yaml")], in: folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("mine.yaml, line 2: found 'fast'"), "\(run.errors)")
    #expect(run.errors.contains("mine.yaml, line 3: found '2'"), "\(run.errors)")
    #expect(!folder.names.contains("out.mp3"))
  }

  private static let refused: [(options: String, status: Int32)] = [
    ("--style dubstap", 64), ("--style missing.yaml", 66), ("--style /", 66), ("--wub 1.5", 64),
    ("--target-bpm 900", 64), ("--length 3", 64), ("--length 1:75", 64), ("--preview 1", 64), ("--loudness 3", 64),
    ("--wub -1", 64), ("--seed -1", 64), ("--jobs -1", 64),
  ]

  @Test(arguments: refused)
  func `what cannot be asked for is refused at once`(options: String, status: Int32) throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let run = try Program.run(
      [song, "-o", folder.path("out.mp3")] + options.split(separator: " ").map(String.init), in: folder)
    #expect(run.status == status)
    #expect(!run.errors.isEmpty && !folder.names.contains("out.mp3"))
  }

  @Test func `a style of one's own, a length and a tempo shape the arrangement`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    try write("extends: chill\nname: mine\nswing: 0.1\n", in: folder)
    let options = ["--dry-run", "--style", folder.path("mine.yaml"), "--target-bpm", "90", "--length", "1:00"]
    let run = try Program.run([song] + options, in: folder)
    let text = String(decoding: run.output, as: UTF8.self)
    #expect(run.status == 0, "\(run.errors)")
    #expect(text.contains("style   mine") && text.contains("tempo   90.0 BPM"), "\(text)")
    #expect(text.contains("length  0:5") || text.contains("length  1:0"), "\(text)")
  }

  private static let silentStyles = [
    // Nothing in it.
    "tempo: 140\nform: { intro: 0, build: 0, drop: 4, breakdown: 0, ending: 0 }\nparts: { drop: [{ bars: 4 }] }\n",
    // Far below what can be heard: only the sound tells.
    "tempo: 140\nform: { intro: 0, build: 0, drop: 4, breakdown: 0, ending: 0 }\nmix: { drums: -24 dB }\n"
      + "drums: { far: { kick: o..., level: -60 dB } }\nparts: { drop: [{ bars: 4, drums: far -60 dB }] }\n",
  ]

  @Test(arguments: silentStyles)
  func `silence is never written`(style: String) throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    try write(style, in: folder)
    let arguments = [song, "-o", folder.path("out.mp3"), "--style", folder.path("mine.yaml")]
    let run = try Program.run(
      arguments + ["--recipe", folder.path("out.json"), "--stems", folder.path("s")], in: folder)
    #expect(run.status == 65 && run.complaints.count == 1, "\(run.errors)")
    #expect(run.complaints.first?.contains("mine") == true)
    #expect(folder.names == ["clicks.wav", "mine.yaml"])
  }

  @Test func `a part without a sound is told before any work`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    try write("extends: dubstep\nparts:\n  ending:\n    - bars: 4\n", in: folder)
    let run = try Program.run([song, "--dry-run", "--style", folder.path("mine.yaml")], in: folder)
    #expect(run.status == 0)
    #expect(run.complaints.count == 1 && run.complaints[0].contains("line 3: nothing plays in the ending"))
  }

  @Test func `what makes the music stands together in the help`() throws {
    let run = try Program.run(["help", "remix"], in: try TemporaryFolder())
    let text = String(decoding: run.output, as: UTF8.self)
    let music = try #require(text.components(separatedBy: "MUSIC:\n").last?.components(separatedBy: "\n\n").first)
    for option in ["--style", "--length", "--target-bpm", "--wub", "--preview", "--seed", "--loudness", "--samples"] {
      #expect(music.contains("  \(option) "))
    }
  }

  @Test func `an ending that says nothing of sound is refused, unless an option does`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let slip = try Program.run([song, "-o", folder.path("plan.json")], in: folder)
    #expect(slip.status == 64 && slip.errors.contains(".json"), "\(slip.errors)")
    #expect(!folder.names.contains("plan.json"))
    #expect(try Program.run([song, "-o", folder.path("song.part"), "--mp3", "--preview", "5"], in: folder).status == 0)
    #expect(folder.names.contains("song.part"))
  }

  @Test(arguments: ["--vbr 9", "--bitrate 64", "--bitrate 64 --loudness -9", "--abr 40"])
  func `little room for sound takes nothing from the loudness and gives no peaks`(options: String) throws {
    let folder = try TemporaryFolder()
    let words = options.split(separator: " ").map(String.init)
    let run = try Program.run([Songs.demo, "-o", folder.path("out.mp3"), "-q", "--preview", "20"] + words, in: folder)
    #expect(run.status == 0)
    let (loudness, peak) = try ForeignProgram.loudnessAndTruePeak(of: folder.path("out.mp3"))
    #expect(abs(loudness - (options.contains("-9") ? -9 : -14)) <= 0.3)
    #expect(peak <= -1)
  }
}
