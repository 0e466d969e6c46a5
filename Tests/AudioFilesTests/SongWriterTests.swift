import Audio
import AudioFiles
import Testing

struct SongWriterTests {
  private let left = sine(frequency: 441, sampleRate: 44_100, count: 20_000)
  private let right = sine(frequency: 1_000, sampleRate: 44_100, count: 20_000, amplitude: 0.1)

  private func written(_ format: SongFormat, blockLength: Int, tags: SongTags? = nil) throws -> NamelessFile {
    let song = StereoBuffer(left: left, right: right)
    let file = NamelessFile()
    var writer = try SongWriter(descriptor: file.descriptor, format: format, sampleCount: song.count, tags: tags)
    for start in stride(from: 0, to: song.count, by: blockLength) {
      try writer.write(song.span.extracting(start..<min(start + blockLength, song.count)))
    }
    try writer.finish()
    return file
  }

  @Test(arguments: [SongFormat.wav, .flac]) func `samples come back rounded to 24 bits`(format: SongFormat) throws {
    let samples = try readAll(written(format, blockLength: 4_096))
    let expected = zip(left, right).flatMap { [$0, $1] }.map { ($0 * 0x1p23).rounded(.toNearestOrEven) * 0x1p-23 }
    #expect((samples == expected) == true)
  }

  @Test(arguments: [SongFormat.wav, .flac]) func `samples beyond full scale stay at it, and no number is silence`(
    format: SongFormat
  ) throws {
    let song = StereoBuffer(left: [1, 2, .infinity, -0.5], right: [-1, -2, -.infinity, .nan])
    let file = NamelessFile()
    var writer = try SongWriter(descriptor: file.descriptor, format: format, sampleCount: song.count, tags: nil)
    try writer.write(song.span)
    try writer.finish()
    let most: Float = 1 - 0x1p-23
    #expect(try readAll(file) == [most, -1, most, -1, most, -1, -0.5, 0])
  }

  @Test(arguments: [SongFormat.wav, .flac, .mp3(MP3Settings())])
  func `the bytes do not depend on the blocks that the song is written in`(format: SongFormat) throws {
    #expect(try written(format, blockLength: 20_000).bytes == written(format, blockLength: 777).bytes)
  }

  @Test(arguments: [SongFormat.wav, .flac]) func `a song has its name, and its samples all the same`(
    format: SongFormat
  ) throws {
    let tags = try exampleTags()
    let file = try written(format, blockLength: 4_096, tags: tags)
    let found = try SongTags(descriptor: file.descriptor)
    #expect(found.title == tags.title && found.artist == tags.artist && found.album == tags.album)
    #expect(found.genre == tags.genre)
    #expect(try readAll(file).count == 40_000)
  }
}
