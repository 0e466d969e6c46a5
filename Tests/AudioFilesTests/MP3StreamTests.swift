import Audio
import AudioFiles
import Testing

/// MP3s as they are found, not as they should be.
struct MP3StreamTests {
  /// Loud noise, then near silence: a variable bitrate starts high and ends low.
  private static func fadingNoise(seconds: Int) -> [Float] {
    var generator = SeededGenerator(state: 3)
    return (0..<(seconds * 44_100 * 2)).map { index in
      Float.random(in: -1...1, using: &generator) * (index < 44_100 * 2 ? 0.8 : 0.00001)
    }
  }

  @Test(.enabled(if: ForeignProgram.lame.isInstalled))
  func `a variable bitrate without Info frame is read to its end`() throws {
    let wav = try soundFile(.wav16, interleaved: Self.fadingNoise(seconds: 20))
    let bytes = try ForeignProgram.lame.run(["--quiet", "-V", "2", "-t", "/dev/fd/0", "-"], input: wav)
    let decoded = try decode(NamelessFile(bytes: bytes))
    // Whole frames, with the encoder's delay: nothing says what to cut.
    #expect((20 * 44_100...20 * 44_100 + 3_000).contains(decoded.samples.count))
    #expect(!decoded.isTruncated)
  }

  @Test(arguments: [1, 4, 17, 5_000, 60_000])
  func `rubbish before the first frame is skipped`(count: Int) throws {
    let song = music(count: 44_100)
    let bytes = try mp3File(song).bytes
    var generator = SeededGenerator(state: 5)
    let rubbish = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    #expect(try decode(NamelessFile(bytes: rubbish + bytes)).samples.count == 44_100)
  }

  @Test func `several tags, zeros and an ID3v1 tag around the audio are skipped`() throws {
    let song = music(count: 44_100)
    let audio = try mp3File(song).bytes
    var tags = SongTags()
    tags.title = "A"
    let tag = try tags.id3v2Tag()
    let zeros = [UInt8](repeating: 0, count: 3_000)
    let last = Array("TAG".utf8) + [UInt8](repeating: 0x41, count: 125)
    let file = NamelessFile(bytes: tag + zeros + tag + audio + last)
    #expect(try decode(file).samples.count == 44_100)
    #expect(try SongTags(descriptor: file.descriptor).title == "A")
  }

  @Test func `a FLAC behind an ID3 tag is read`() throws {
    let samples = interleave(sine(frequency: 440, sampleRate: 44_100, count: 1_000), channelCount: 2)
    let flac = try soundFile(.flac16, interleaved: samples).bytes
    let tag = try exampleTags().id3v2Tag()
    #expect(try decode(NamelessFile(bytes: tag + flac)).samples.count == 1_000)
  }

  @Test func `one MP3 behind another is heard as well`() throws {
    let one = try mp3File(music(count: 44_100)).bytes
    let two = try mp3File(music(count: 30_000), tags: try exampleTags()).bytes
    #expect(try decode(NamelessFile(bytes: one + two)).samples.count == 74_100)
  }
}
