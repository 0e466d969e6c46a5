import Foundation
import Testing

@Suite(.serialized)
struct RecipeTests {
  private func bytes(_ name: String, in folder: TemporaryFolder) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
  }

  @Test func `a replay makes the same bytes, whatever the number of workers`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let beats = folder.path("beats")
    try Data((0..<13).map { "\(0.1 + 0.75 * Double($0)) \($0 % 4 + 1)\n" }.joined().utf8)
      .write(to: URL(fileURLWithPath: beats))
    for (name, options) in [
      ("a.mp3", ["--vbr", "2", "--seed", "7", "--style", "electrohouse", "--target-bpm", "126", "--wub", "0.8"]),
      ("a.flac", ["--key", "C minor", "--length", "radio", "--preview", "8"]), ("a.wav", ["--beats", beats]),
    ] {
      let made = try Program.run(
        [song, "-o", folder.path(name), "-q", "-j", "2", "--recipe", folder.path("r.json"), "-y"] + options, in: folder)
      #expect(made.status == 0, "\(made.errors)")
      let replayed = try Program.run(["replay", folder.path("r.json"), "-o", folder.path("b"), "-q", "-y"], in: folder)
      #expect(replayed.status == 0 && replayed.errors.isEmpty, "\(replayed.errors)")
      #expect(try bytes("b", in: folder) == bytes(name, in: folder))
    }
  }

  @Test func `a replay finds a song that moved, and is named like the recipe`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let made = try Program.run(
      [song, "-o", folder.path("a.mp3"), "-q", "--recipe", folder.path("mine.json")], in: folder)
    #expect(made.status == 0)
    try FileManager.default.moveItem(atPath: song, toPath: folder.path("moved.wav"))
    let lost = try Program.run(["replay", folder.path("mine.json"), "-q"], in: folder)
    #expect(lost.status == 66 && lost.complaints.count == 1)
    let found = try Program.run(
      ["replay", folder.path("mine.json"), "--song", folder.path("moved.wav"), "-q"], in: folder)
    #expect(found.status == 0)
    #expect(try bytes("mine.mp3", in: folder) == bytes("a.mp3", in: folder))
    let again = try Program.run(
      ["replay", folder.path("mine.json"), "--song", folder.path("moved.wav"), "-q"], in: folder)
    #expect(again.status == 73)
  }

  @Test func `a style of one's own is kept in the recipe`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let style = folder.path("mine.yaml")
    try Data("extends: dubstep\ntempo: 133\n".utf8).write(to: URL(fileURLWithPath: style))
    let made = try Program.run(
      [song, "-o", folder.path("a.mp3"), "-q", "--style", style, "--recipe", folder.path("r.json")], in: folder)
    #expect(made.status == 0, "\(made.errors)")
    try FileManager.default.removeItem(atPath: style)
    #expect(
      try Program.run(["replay", folder.path("r.json"), "-o", folder.path("b.mp3"), "-q"], in: folder).status == 0)
    #expect(try bytes("b.mp3", in: folder) == bytes("a.mp3", in: folder))
    let text = try String(contentsOfFile: folder.path("r.json"), encoding: .utf8)
    try Data(text.replacingOccurrences(of: "tempo: 133", with: "tempo: fast").utf8)
      .write(to: URL(fileURLWithPath: folder.path("r.json")))
    let broken = try Program.run(["replay", folder.path("r.json"), "-o", folder.path("c.mp3"), "-q"], in: folder)
    #expect(broken.status == 65 && broken.complaints.count == 1 && broken.errors.contains("line 2"), "\(broken.errors)")
  }

  @Test func `another song is refused`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    #expect(
      try Program.run([song, "-o", folder.path("a.mp3"), "-q", "--recipe", folder.path("r.json")], in: folder).status
        == 0)
    try (bytes("clicks.wav", in: folder) + [0]).write(to: URL(fileURLWithPath: song))
    let run = try Program.run(["replay", folder.path("r.json"), "-q", "-o", folder.path("b.mp3")], in: folder)
    #expect(run.status == 65 && run.complaints.count == 1 && run.errors.contains("--song"), "\(run.errors)")
    #expect(folder.names == ["a.mp3", "clicks.wav", "r.json"])
  }

  @Test func `samples are part of a recipe`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let samples = try Songs.samples(["kick.wav", "Growl-F1.flac"], in: folder)
    let made = try Program.run(
      [song, "-o", folder.path("a.mp3"), "-q", "--samples", samples, "--recipe", folder.path("r.json")], in: folder)
    #expect(made.status == 0, "\(made.errors)")
    let replay = ["replay", folder.path("r.json"), "-o", folder.path("b.mp3"), "-q", "-y"]
    #expect(try Program.run(replay, in: folder).status == 0)
    #expect(try bytes("b.mp3", in: folder) == bytes("a.mp3", in: folder))
    try FileManager.default.copyItem(atPath: samples + "/kick.wav", toPath: samples + "/snare.wav")
    let more = try Program.run(replay, in: folder)
    #expect(
      more.status == 65 && more.errors.contains("snare.wav") && more.errors.contains("--samples"), "\(more.errors)")
    try FileManager.default.removeItem(atPath: samples)
    #expect(try Program.run(replay, in: folder).status == 66)
  }

  /// The recipe of a remix of clicks, its text changed by `edit`.
  private func recipe(in folder: TemporaryFolder, options: [String] = [], edit: (String) throws -> String) throws
    -> String
  {
    let song = try Songs.clicks(in: folder)
    let path = folder.path("r.json")
    let made = try Program.run([song, "-o", folder.path("a.mp3"), "-q", "--recipe", path] + options, in: folder)
    #expect(made.status == 0, "\(made.errors)")
    try Data(edit(String(contentsOfFile: path, encoding: .utf8)).utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func replacing(_ key: String, with value: String, in text: String) throws -> String {
    let line = try #require(text.split(separator: "\n").first { $0.contains("\"\(key)\" : ") })
    return text.replacingOccurrences(of: line, with: "  \"\(key)\" : \(value),")
  }

  @Test func `another version of the program that makes the same bytes needs no word`() throws {
    let folder = try TemporaryFolder()
    let recipe = try recipe(in: folder) { try replacing("programVersion", with: "\"0.0.1\"", in: $0) }
    let run = try Program.run(["replay", recipe, "-o", folder.path("b.mp3")], in: folder)
    #expect(run.status == 0 && run.complaints.isEmpty, "\(run.errors)")
  }

  @Test func `another version of the program is warned of if the recipe has nothing to compare`() throws {
    let folder = try TemporaryFolder()
    let recipe = try recipe(in: folder) { text in
      let text = try replacing("programVersion", with: "\"0.0.1\\u001b[31m\"", in: text)
      return text.replacingOccurrences(of: "    },\n    \"sha256\"", with: "    },\n    \"was\"")
    }
    let run = try Program.run(["replay", recipe, "-o", folder.path("b.mp3")], in: folder)
    #expect(run.status == 0 && run.complaints.count == 1 && run.complaints[0].contains("0.0.1"), "\(run.errors)")
    #expect(!run.errors.contains("\u{1B}"))
  }

  @Test func `a replay that makes other bytes says so, and leaves them`() throws {
    let folder = try TemporaryFolder()
    // As if another program had made the remix: one with another seed.
    let recipe = try recipe(in: folder) { try replacing("seed", with: "99", in: $0) }
    let run = try Program.run(["replay", recipe, "-o", folder.path("b.mp3"), "-q"], in: folder)
    #expect(run.status == 1 && run.complaints.count == 1 && run.complaints[0].contains("SHA-256"), "\(run.errors)")
    #expect(run.complaints[0].contains("another build of version"))
    #expect(folder.names.contains("b.mp3"))
    let text = try replacing(
      "programVersion", with: "\"0.0.1\"", in: String(contentsOfFile: recipe, encoding: .utf8))
    try Data(text.utf8).write(to: URL(fileURLWithPath: recipe))
    let json = try Program.run(
      ["replay", recipe, "-o", folder.path("c.mp3"), "--progress", "json", "--recipe", folder.path("new.json")],
      in: folder)
    let last = try #require(json.errors.split(separator: "\n").last)
    #expect(json.status == 1 && last.contains(#""event":"differs""#) && last.contains("version 0.0.1"), "\(last)")
    // What it made has a recipe of its own.
    let again = try Program.run(["replay", folder.path("new.json"), "-o", folder.path("d.mp3"), "-q"], in: folder)
    #expect(again.status == 0)
    #expect(try bytes("d.mp3", in: folder) == bytes("b.mp3", in: folder))
  }

  @Test func `a recipe keeps the style that its own extends`() throws {
    let folder = try TemporaryFolder()
    let style = folder.path("mine.yaml")
    try Data("extends: dubstep\nmix: { wub: 0.7 }\n".utf8).write(to: URL(fileURLWithPath: style))
    // As if the program that wrote it had had a faster dubstep.
    let recipe = try recipe(in: folder, options: ["--style", style]) { text in
      #expect(text.contains("\\ntempo: 140"))
      return text.replacingOccurrences(of: "\\ntempo: 140", with: "\\ntempo: 150")
    }
    let faster = try Program.run(["replay", recipe, "-o", folder.path("b.mp3"), "-q"], in: folder)
    #expect(faster.status == 1)
    let song = folder.path("clicks.wav")
    let wanted = try Program.run(
      [song, "-o", folder.path("c.mp3"), "-q", "--style", style, "--target-bpm", "150"], in: folder)
    #expect(wanted.status == 0)
    #expect(try bytes("b.mp3", in: folder) == bytes("c.mp3", in: folder))
  }

  @Test func `what contradicts itself is refused in one line`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let recipe = folder.path("r.json")
    #expect(try Program.run([song, "-o", folder.path("a.mp3"), "-q", "--recipe", recipe], in: folder).status == 0)
    for (arguments, status) in [
      (["replay", recipe, "-o", folder.path("b.flac")], Int32(64)),
      (["replay", recipe, "--samples", folder.url.path], 64),
      (["replay", recipe, "-o", recipe, "-y"], 73), (["replay", folder.path("none.json")], 66),
      (["replay", song], 65), (["replay", folder.url.path], 66),
      ([song, "-o", folder.path("c.mp3"), "--recipe", folder.path("c.mp3")], 64),
    ] {
      let run = try Program.run(arguments + ["-q"], in: folder)
      #expect(run.status == status && run.complaints.count == 1, "\(run.errors)")
    }
    let dry = try Program.run([song, "--dry-run", "--recipe", folder.path("c.json")], in: folder)
    #expect(dry.status == 64 && dry.errors.contains("--recipe"))
    #expect(folder.names == ["a.mp3", "clicks.wav", "r.json"])
  }
}
