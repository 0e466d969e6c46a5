import Foundation
import Testing

struct StylesCommandTests {
  private static let names = ["dubstep", "electrohouse", "drumstep", "beatbox", "doubletime", "chill"]

  @Test func `styles lists name, tempo and what it is`() throws {
    let run = try Program.run(["styles"], in: try TemporaryFolder())
    #expect(run.status == 0 && run.errors.isEmpty)
    let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(lines.map { $0.prefix { $0 != " " } }.map(String.init) == Self.names)
    #expect(lines.allSatisfy { $0.count > 40 })
    #expect(lines[0].contains(" 140 ") && lines[4].contains(" song x 2 "))
  }

  @Test(arguments: names)
  func `a style that is shown is a style file, and gives the same remix under its name`(name: String) throws {
    let folder = try TemporaryFolder()
    let shown = try Program.run(["styles", "show", name], in: folder)
    #expect(shown.status == 0)
    try shown.output.write(to: URL(fileURLWithPath: folder.path("mine.yaml")))
    let song = try Songs.clicks(in: folder)
    let own = try Program.run([song, "--dry-run", "--style", folder.path("mine.yaml")], in: folder)
    let builtIn = try Program.run([song, "--dry-run", "--style", name], in: folder)
    #expect(own.status == 0)
    #expect(own.output == builtIn.output)
  }

  @Test func `an unknown style is one line and status 64`() throws {
    let run = try Program.run(["styles", "show", "dubstap"], in: try TemporaryFolder())
    #expect(run.status == 64)
    #expect(run.errors == "wubremix: there is no style 'dubstap'; did you mean 'dubstep'?\n")
    #expect(run.output.isEmpty)
  }

  @Test func `a style file with a slip is told with its line, before any work`() throws {
    let folder = try TemporaryFolder()
    let style = folder.path("mine.yaml")
    try Data("extends: dubstep\ntempoo: 130\n".utf8).write(to: URL(fileURLWithPath: style))
    let song = try Songs.clicks(in: folder)
    let run = try Program.run([song, "-o", folder.path("out.mp3"), "--style", style], in: folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("mine.yaml, line 2: unknown key 'tempoo' in a style, did you mean 'tempo'?"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("out.mp3")))
  }
}
