import Fixtures
import Foundation
import Testing

struct SoundFileOutputTests {
  @Test func `a remix as FLAC and as WAV holds the same samples`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    for name in ["out.flac", "out.wav"] {
      let run = try Program.run([song, "-o", folder.path(name), "-q"], in: folder)
      #expect(run.status == 0 && run.errors.isEmpty)
    }
    let decoded = try ["out.flac", "out.wav"].map { name in
      try unsafe ForeignProgram.data("ffmpeg", ["-v", "error", "-i", folder.path(name), "-f", "f32le", "-"])
        .withUnsafeBytes { unsafe Array($0.bindMemory(to: Float.self)) }
    }
    #expect((decoded[0] == decoded[1]) == true)
    // Whole bars at 140 BPM, two channels.
    #expect(decoded[0].count == decoded[1].count && !decoded[0].isEmpty && decoded[0].count % (75_600 * 2) == 0)
    #expect(folder.names == ["clicks.wav", "out.flac", "out.wav"])
  }

  @Test func `the kind may be told apart from the name, and through a pipe`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    for (flag, magic) in [("--flac", "fLaC"), ("--wav", "RIFF"), ("--mp3", "ID3")] {
      let run = try Program.run([song, "-o", "-", flag, "-q"], in: folder)
      #expect(run.status == 0)
      #expect(run.output.starts(with: Array(magic.utf8)), "\(flag)")
      let named = try Program.run([song, "-o", folder.path("remix"), flag, "-q", "-y"], in: folder)
      #expect(named.status == 0)
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("remix"))) == run.output)
    }
  }
}
