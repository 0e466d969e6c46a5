import Audio
import AudioFiles
import Testing

/// Programs that others wrote agree with ours about our files.
struct ForeignProgramTests {
  private static let song = music(count: 150_001)

  private static func interleaved(_ song: StereoBuffer) -> [Float] {
    song.left.indices.flatMap { [song.left[$0], song.right[$0]] }
  }

  private static let commands: [(MP3Settings, [String])] = [
    (MP3Settings(mode: .constant(kilobitsPerSecond: 192)), ["-b", "192"]),
    (MP3Settings(mode: .constant(kilobitsPerSecond: 320)), ["-b", "320"]),
    (MP3Settings(mode: .constant(kilobitsPerSecond: 128), effort: 5), ["-b", "128", "-q", "5"]),
    (MP3Settings(mode: .variable(quality: 2)), ["-V", "2"]),
    (MP3Settings(mode: .variable(quality: 0)), ["-V", "0"]),
    (MP3Settings(mode: .variable(quality: 2), usesBitReservoir: false), ["-V", "2", "--nores"]),
    (MP3Settings(mode: .average(kilobitsPerSecond: 160)), ["--abr", "160"]),
  ]

  @Test(.enabled(if: ForeignProgram.lame.isInstalled), arguments: commands)
  func `an MP3 equals that of the lame program byte for byte`(settings: MP3Settings, arguments: [String]) throws {
    let wav = try soundFile(.wav16, interleaved: Self.interleaved(Self.song))
    let theirs = try ForeignProgram.lame.run(
      ["--quiet", "--noreplaygain"] + arguments + ["/dev/fd/0", "/dev/fd/1"], input: wav)
    let ours = try mp3File(try decode(wav).samples, settings: settings).bytes
    #expect(theirs.count == ours.count)
    #expect(theirs == ours)
  }

  @Test(.enabled(if: ForeignProgram.mpg123.isInstalled), arguments: MP3Tests.modes)
  func `mpg123 plays exactly the samples that went in`(mode: MP3Settings.BitrateMode) throws {
    let file = try mp3File(Self.song, settings: MP3Settings(mode: mode))
    let raw = try ForeignProgram.mpg123.run(["-q", "-s", "-e", "s16", "-"], input: file)
    #expect(raw.count == Self.song.count * 4)
  }

  @Test(.enabled(if: ForeignProgram.ffmpeg.isInstalled), arguments: MP3Tests.modes)
  func `ffmpeg plays exactly the samples that went in`(mode: MP3Settings.BitrateMode) throws {
    let file = try mp3File(Self.song, settings: MP3Settings(mode: mode))
    let raw = try ForeignProgram.ffmpeg.run(
      ["-v", "error", "-f", "mp3", "-i", "/dev/fd/0", "-f", "s16le", "-"], input: file)
    #expect(raw.count == Self.song.count * 4)
  }
}
