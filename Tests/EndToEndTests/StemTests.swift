import Audio
import Fixtures
import Foundation
import Testing

@Suite(.serialized)
struct StemTests {
  private static let names = ["bass.flac", "drums.flac", "fx.flac", "mix.flac", "plan.json", "source.flac"]

  private func stem(_ name: String, in folder: TemporaryFolder) throws -> StereoBuffer {
    try FixtureFile.decoded(folder.path("stems/" + name))
  }

  private func listed(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path("stems")).sorted()
  }

  @Test func `the stems sum to the mix within -90 dB, and none is clipped`() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      [Songs.demo, "-o", folder.path("a.mp3"), "--stems", folder.path("stems"), "--preview", "20", "-q"], in: folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(try listed(folder) == Self.names)
    let mix = try stem("mix.flac", in: folder)
    let parts = try ["source.flac", "bass.flac", "drums.flac", "fx.flac"].map { try stem($0, in: folder) }
    #expect(try mix.count == FixtureFile.decoded(folder.path("a.mp3")).count && mix.count > 10 * 44_100)
    var (error, power, peak) = (0.0, 0.0, Float(0))
    for index in 0..<mix.count {
      let sum = parts.reduce(Double(0)) { $0 + Double($1.left[index]) }
      error += (sum - Double(mix.left[index])) * (sum - Double(mix.left[index]))
      power += Double(mix.left[index]) * Double(mix.left[index])
      for part in parts { peak = max(peak, abs(part.left[index]), abs(part.right[index])) }
    }
    #expect(10 * log10(error / power) < -90)
    #expect(peak < 0.995)
    for part in parts { #expect(part.count == mix.count) }
    #expect(parts[..<3].allSatisfy { part in part.left.contains { abs($0) > 0.01 } })
  }

  /// Without stems, the song's memory is given back while it is rendered: its sound must not depend on that.
  @Test(arguments: ["dubstep", "chill"])
  func `stems are the same for any number of workers, and do not change the remix`(style: String) throws {
    let folder = try TemporaryFolder()
    let song = style == "dubstep" ? try Songs.clicks(in: folder) : Songs.demo
    let plain = try Program.run([song, "-o", "-", "-q", "--style", style], in: folder).output
    var earlier: [Data] = []
    for jobs in ["1", "3"] {
      let run = try Program.run(
        [song, "-o", "-", "-q", "-y", "--style", style, "-j", jobs, "--stems", folder.path("stems")], in: folder)
      #expect(run.status == 0 && (run.output == plain) == true, "\(run.errors)")
      let stems = try Self.names.map { try Data(contentsOf: URL(fileURLWithPath: folder.path("stems/" + $0))) }
      #expect(earlier.isEmpty || (stems == earlier) == true)
      earlier = stems
    }
  }

  @Test func `stems that exist are kept, and then nothing is written`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    try FileManager.default.createDirectory(atPath: folder.path("stems"), withIntermediateDirectories: false)
    try Data("precious".utf8).write(to: URL(fileURLWithPath: folder.path("stems/drums.flac")))
    let run = try Program.run([song, "-o", folder.path("a.mp3"), "--stems", folder.path("stems"), "-q"], in: folder)
    #expect(run.status == 73 && run.complaints.count == 1 && run.errors.contains("drums.flac"), "\(run.errors)")
    #expect(try listed(folder) == ["drums.flac"] && folder.names == ["clicks.wav", "stems"])
  }

  @Test func `a folder that was made for stems goes again if nothing becomes of them`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    try Data("hello".utf8).write(to: URL(fileURLWithPath: folder.path("text.wav")))
    for (arguments, status) in [
      ([folder.path("text.wav"), "-o", folder.path("a.mp3"), "--stems", folder.path("stems")], Int32(65)),
      ([song, "-o", "/dev/full", "--stems", folder.path("stems")], 74),
      ([song, "-o", folder.path("stems/mix.flac"), "--stems", folder.path("stems")], 64),
      ([song, "-o", folder.path("a.mp3"), "--stems", folder.path("no/stems")], 73),
      ([song, "-o", folder.path("a.mp3"), "--stems", song], 73),
    ] {
      let run = try Program.run(arguments + ["-q"], in: folder)
      #expect(run.status == status && run.complaints.count == 1, "\(run.errors)")
      #expect(folder.names == ["clicks.wav", "text.wav"])
    }
  }

  @Test func `stems go to a folder, not to a stream, and a dry run has none`() throws {
    let folder = try TemporaryFolder()
    for arguments in [["song.wav", "-o", "a.mp3", "--stems", "-"], ["song.wav", "--dry-run", "--stems", "stems"]] {
      let run = try Program.run(arguments, in: folder)
      #expect(run.status == 64 && run.errors.contains("--stems"))
    }
  }
}
