import Batches
import Foundation
import SystemPackage
import Testing

struct OutputNamesTests {
  private func outputs(
    _ songs: [(folder: String, file: String)], template: String = "{name}", style: String = "chill"
  ) throws -> [BatchItem] {
    let names = OutputNames(
      folder: "out", template: try #require(NameTemplate(template)), style: style, ending: "mp3")
    return names.items(
      for: songs.map {
        FoundSong(
          path: FilePath("/music").appending($0.folder).appending($0.file), folder: FilePath($0.folder), byteCount: 1)
      })
  }

  @Test func `a remix is called like its song, in the same folder`() throws {
    let items = try outputs([("", "one.wav"), ("a/b", "two.tar.ogg"), ("", ".wav"), ("", "noending")])
    #expect(items.map(\.output) == ["out/one.mp3", "out/a/b/two.tar.mp3", "out/.wav.mp3", "out/noending.mp3"])
    #expect(items.allSatisfy { $0.clash == nil })
  }

  @Test func `songs that differ in their endings alone keep them`() throws {
    let items = try outputs([("", "a.wav"), ("", "a.flac"), ("x", "a.wav"), ("", "b.wav")])
    #expect(items.map(\.output) == ["out/a.wav.mp3", "out/a.flac.mp3", "out/x/a.mp3", "out/b.mp3"])
    #expect(items.allSatisfy { $0.clash == nil })
  }

  @Test func `what is still the same name is told`() throws {
    let items = try outputs([("", "a.wav"), ("", "a.wav"), ("", "a.wav.wav")])
    #expect(items.map { $0.clash == nil } == [true, false, false])
  }

  @Test func `a remix does not replace a song of its batch`() throws {
    let folder = FilePath(NSTemporaryDirectory()).appending("wubremix-names-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    let song = folder.appending("a.mp3")
    try Data([1]).write(to: URL(fileURLWithPath: song.string))
    let names = OutputNames(folder: folder, template: try #require(NameTemplate("{name}")), style: "x", ending: "mp3")
    let items = names.items(for: [FoundSong(path: song, folder: "", byteCount: 1)])
    #expect(items[0].clash?.contains("replace") == true)
  }

  @Test func `templates name the place, the style and the number`() throws {
    let songs = (1...12).map { ("", "s\($0).wav") }
    let items = try outputs(songs, template: "{number} {name} ({style}, was {ending})", style: "a/b")
    #expect(items[0].output == "out/01 s1 (a-b, was wav).mp3")
    #expect(items[11].output == "out/12 s12 (a-b, was wav).mp3")
  }

  @Test(arguments: ["", "same", "{style}", "{nme}", "a/{name}", "{name", "{name}{", "{}"])
  func `templates that make no sense are refused`(_ text: String) {
    #expect(NameTemplate(text) == nil)
  }
}
