import Foundation
import RemixJobs
import SystemPackage
import Testing

struct SampleFolderTests {
  /// A folder of empty files; only opening is tested here, and nobody reads them.
  private func withFolder(_ names: [String], _ body: (FilePath) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("wubremix-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    for name in names { try Data().write(to: url.appendingPathComponent(name)) }
    try body(FilePath(url.path))
  }

  private let names = SampleNames(instruments: ["kick", "open-hat", "growl"]) { stem in
    ["kick", "open-hat", "growl"].contains(stem) || stem.hasPrefix("growl-")
  }

  @Test func `files named after instruments are opened in the order of their names`() throws {
    try withFolder(["kick.wav", "Open-Hat.FLAC", "growl-F1.aiff", "growl.ogg"]) { path in
      let folder = try SampleFolder(path: path, names: names)
      #expect(folder.files.map(\.name) == ["Open-Hat.FLAC", "growl-F1.aiff", "growl.ogg", "kick.wav"])
      #expect(folder.warnings.isEmpty)
    }
  }

  @Test(arguments: [("kik", "kick"), ("kcik", "kick"), ("openhat", "open-hat"), ("gowl", "growl"), ("crowl", "growl")])
  func `an unknown name is told with the nearest known one`(_ name: String, _ nearest: String) throws {
    try withFolder(["kick.wav", name + ".flac"]) { path in
      let folder = try SampleFolder(path: path, names: names)
      #expect(folder.files.map(\.name) == ["kick.wav"])
      #expect(folder.warnings.count == 1 && folder.warnings[0].contains("did you mean \(nearest)?"))
    }
  }

  @Test func `a name that resembles none is told with all there are`() throws {
    try withFolder(["kick.wav", "bagpipe-of-the-highlands.wav"]) { path in
      let warnings = try SampleFolder(path: path, names: names).warnings
      #expect(warnings.count == 1 && warnings[0].contains("kick, open-hat, growl"))
    }
  }

  @Test func `hidden files, texts and pictures are passed over in silence, and other sound files with a word`() throws {
    try withFolder(["kick.wav", ".hidden.wav", "README", "cover.png", "growl.mp3"]) { path in
      let warnings = try SampleFolder(path: path, names: names).warnings
      #expect(warnings == ["growl.mp3 is not used: samples are wav, flac, aiff or ogg"])
    }
  }

  @Test func `two files for one instrument are refused`() throws {
    try withFolder(["kick.wav", "KICK.flac"]) { path in
      #expect(
        throws: JobFailure.samplesUnusable(
          reason: "KICK.flac and kick.wav are the same instrument; keep one of them")
      ) { _ = try SampleFolder(path: path, names: names) }
    }
  }

  @Test func `a folder without any instrument is refused, and one that is not there`() throws {
    try withFolder(["song.wav"]) { path in
      #expect { _ = try SampleFolder(path: path, names: names) } throws: { error in
        guard case JobFailure.samplesUnusable(let reason) = error else { return false }
        return reason.contains("song.wav")
      }
      #expect(throws: JobFailure.samplesUnavailable(reason: "No such file or directory")) {
        _ = try SampleFolder(path: path.appending("missing"), names: names)
      }
      #expect(throws: JobFailure.samplesUnavailable(reason: "it is not a folder")) {
        _ = try SampleFolder(path: path.appending("song.wav"), names: names)
      }
    }
  }

  @Test func `every instrument of the program is one of its own names`() {
    let names = SampleNames.ofThisProgram
    #expect(names.instruments.allSatisfy(names.isKnown))
    #expect(names.isKnown("growl-f#1") && names.isKnown("pad-bb2"))
    #expect(!names.isKnown("kick-c1") && !names.isKnown("growl-") && !names.isKnown("growl-h1"))
  }
}
