import AudioFiles
import Fixtures
import Foundation
import Testing

@Suite(.serialized)
struct SampleTests {
  private func remix(_ samples: String, in folder: TemporaryFolder, quiet: Bool = true) throws -> Program.Run {
    let song = try Songs.clicks(in: folder)
    return try Program.run(
      [song, "-o", folder.path("out.mp3"), "--samples", samples, "-y"] + (quiet ? ["-q"] : []), in: folder)
  }

  @Test func `recordings of every kind are taken`() throws {
    let folder = try TemporaryFolder()
    let samples = try Songs.samples(["kick.wav", "snare.flac", "clap.aiff", "pad-C3.ogg"], in: folder)
    let run = try remix(samples, in: folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
  }

  @Test func `a kick of one's own is heard`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let plain = try Program.run([song, "-o", "-", "-q"], in: folder).output
    let kick = try Songs.samples(["kick.wav"], in: folder)
    #expect((try Program.run([song, "-o", "-", "-q", "--samples", kick], in: folder).output == plain) == false)
  }

  @Test func `an unknown name is warned of with the nearest, and passed over`() throws {
    let folder = try TemporaryFolder()
    let run = try remix(Songs.samples(["kick.wav", "snrae.wav"], in: folder), in: folder, quiet: false)
    #expect(run.status == 0 && run.complaints.count == 1)
    #expect(run.complaints.first?.contains("did you mean snare?") == true)
  }

  @Test func `a folder that is missing, empty or no folder is refused`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: false)
    for (path, status) in [("none", Int32(66)), ("empty", 65), ("clicks.wav", 66)] {
      let run = try remix(folder.path(path), in: folder)
      #expect(run.status == status && run.complaints.count == 1 && run.errors.contains(path), "\(run.errors)")
    }
    #expect(folder.names == ["clicks.wav", "empty"])
  }

  @Test(arguments: [
    ("text", "not audio"), ("long", "30 s"), ("large", "64 MiB"), ("pipe", "not a file"), ("folder", "not a file"),
    ("header", "no audio"), ("dangling", "No such file"),
  ])
  func `a file that is no recording is refused by name`(_ kind: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let samples = try Songs.samples(["kick.wav"], in: folder)
    let file = samples + "/snare.wav"
    switch kind {
    case "text": try FixtureFile.write(bytes: Array("hello".utf8), to: file)
    case "long":
      try FixtureFile.write(interleaved: [Float](repeating: 0.1, count: 7_200 * 1_000), to: file, sampleRate: 1_000)
    case "large":
      try FixtureFile.write(bytes: [], to: file)
      #expect(unsafe truncate(file, 65 << 20) == 0)
    case "pipe": #expect(unsafe mkfifo(file, 0o644) == 0)
    case "folder": try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
    case "header": try FixtureFile.write(interleaved: [], to: file)
    default: try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "nowhere")
    }
    let run = try remix(samples, in: folder)
    #expect(run.status == (kind == "dangling" ? 66 : 65), "\(run.errors)")
    #expect(
      run.complaints.count == 1 && run.errors.contains("snare.wav") && run.errors.contains(words), "\(run.errors)")
    #expect(folder.names == ["clicks.wav", "samples"])
  }

  @Test func `values that are no numbers are silenced and told`() throws {
    let folder = try TemporaryFolder()
    let samples = try Songs.samples(["kick.wav"], in: folder)
    let tone = [Float](repeating: 0.3, count: 1_000) + [.nan, .infinity] + [Float](repeating: 0.3, count: 1_000)
    try FixtureFile.write(interleaved: tone, to: samples + "/snare.wav", format: .wavFloat)
    let run = try remix(samples, in: folder, quiet: false)
    #expect(run.status == 0 && run.errors.contains("snare.wav: 2 samples were not numbers"))
  }

  @Test func `a silent recording is told of`() throws {
    let folder = try TemporaryFolder()
    let samples = try Songs.samples(["kick.wav"], in: folder)
    let silence = [Float](repeating: 0, count: 2_000)
    try FixtureFile.write(interleaved: silence, to: samples + "/snare.wav", format: .wavFloat)
    let run = try remix(samples, in: folder, quiet: false)
    #expect(run.status == 0 && run.errors.contains("snare.wav: it is silent"))
  }

  @Test func `an unreadable recording is refused`() throws {
    let folder = try TemporaryFolder()
    let samples = try Songs.samples(["kick.wav"], in: folder)
    let song = try Songs.clicks(in: folder)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: samples + "/kick.wav")
    let run = try Program.run([song, "-o", "-", "-q", "--samples", samples], in: folder, asNobody: getuid() == 0)
    #expect(run.status == 66 && run.complaints.count == 1 && run.errors.contains("kick.wav"), "\(run.errors)")
  }
}
