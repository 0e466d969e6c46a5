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
}
