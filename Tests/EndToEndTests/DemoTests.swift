import Audio
import AudioFiles
import Fixtures
import Foundation
import Testing

@Suite(.serialized)
struct DemoTests {
  @Test func `the demo is heard as it was written`() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(["analyze", Songs.demo, "--json", "-", "-q"], in: folder)
    #expect(run.status == 0)
    let heard = try JSONDecoder().decode(AnalysisAnswer.self, from: run.output)
    let path = Songs.demo.replacingOccurrences(of: "demo.flac", with: "demo.json")
    let truth = try JSONDecoder().decode(AnalysisAnswer.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(abs(heard.bpm - truth.bpm) < 0.01 * truth.bpm)
    #expect(heard.key == truth.key)
    #expect(abs(heard.duration - truth.duration) < 0.01)
    let found = truth.beats.count { beat in heard.beats.contains { abs($0 - beat) < 0.025 } }
    #expect(Double(found) > 0.95 * Double(truth.beats.count))
    let bars = truth.downbeats.count { bar in heard.downbeats.contains { abs($0 - bar) < 0.07 } }
    #expect(Double(bars) > 0.9 * Double(truth.downbeats.count))
  }

  @Test(arguments: [["--bitrate", "320"], ["--vbr", "2"], ["--abr", "160"], ["--bitrate", "128", "--quality", "7"]])
  func `the decoded remix has the planned length to the sample, whatever the encoding`(_ options: [String]) throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let output = folder.path("out.mp3")
    let run = try Program.run([song, "-o", output, "-q"] + options, in: folder)
    #expect(run.status == 0)
    // The remix is whole bars at 140 BPM.
    #expect(try FixtureFile.decoded(output).count % 75_600 == 0)
  }

  @Test func `the tags of the song are kept and say that it is a remix`() throws {
    let folder = try TemporaryFolder()
    let song = folder.path("song.mp3")
    let samples = FixtureFile.interleaved(
      Array(repeating: ClickTrack(beatsPerMinute: 120, seconds: 10).samples, count: 2))
    var tags = SongTags()
    tags.title = "Été\n2026"
    tags.artist = "The Ancestors"
    tags.picture = SongTags.Picture(bytes: [0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 7, count: 200_000))
    try writeMP3(samples, tags: tags, to: song)
    let run = try Program.run([song, "-o", folder.path("out.mp3"), "-q"], in: folder)
    #expect(run.status == 0)
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path("out.mp3")))
    let written = try SongTags(descriptor: file.fileDescriptor)
    #expect(written.title?.hasSuffix(" (Wub Remix)") == true && written.title?.hasPrefix("Été") == true)
    #expect(written.artist == "The Ancestors")
    #expect(written.picture == tags.picture)
    let probe = try ForeignProgram.run(
      "ffprobe", ["-v", "error", "-show_entries", "format_tags", folder.path("out.mp3")])
    #expect(probe.contains("TBPM=140"))
    #expect(probe.contains("TKEY="))
  }

  private func writeMP3(_ interleaved: [Float], tags: SongTags, to path: String) throws {
    try Data().write(to: URL(fileURLWithPath: path))
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    var writer = try MP3FileWriter(descriptor: file.fileDescriptor, settings: MP3Settings(), tags: tags)
    let left = stride(from: 0, to: interleaved.count, by: 2).map { interleaved[$0] }
    try writer.write(StereoBuffer(mono: left).span)
    _ = try writer.finish()
  }

  @Test(arguments: [-20, -14, -9])
  func `other programs agree on length, loudness and true peak`(target: Double) throws {
    let folder = try TemporaryFolder()
    let output = folder.path("out.mp3")
    #expect(try Program.run([Songs.demo, "-o", output, "-q", "--loudness", "\(target)"], in: folder).status == 0)
    let own = try FixtureFile.decoded(output).count
    let mpg123 = try ForeignProgram.data("mpg123", ["-q", "-s", output])
    #expect(mpg123.count == own * 4)
    let ffmpeg = try ForeignProgram.data("ffmpeg", ["-v", "error", "-i", output, "-f", "s16le", "-"])
    #expect(ffmpeg.count == own * 4)
    let (loudness, peak) = try ForeignProgram.loudnessAndTruePeak(of: output)
    #expect(abs(loudness - target) <= 0.3)
    #expect(peak <= -1)
  }
}
