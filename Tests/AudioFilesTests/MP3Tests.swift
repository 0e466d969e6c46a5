import Audio
import AudioFiles
import Glibc
import Testing

/// An MP3 of `song`, handed over in pieces of `pieceLength`.
func mp3File(
  _ song: StereoBuffer, settings: MP3Settings = MP3Settings(), tags: SongTags? = nil, pieceLength: Int = 44_100
) throws(AudioFileError) -> NamelessFile {
  let file = NamelessFile()
  var writer = try MP3FileWriter(descriptor: file.descriptor, settings: settings, tags: tags)
  var position = 0
  while position < song.count {
    let end = min(position + pieceLength, song.count)
    try writer.write(song.span.extracting(position..<end))
    position = end
  }
  let length = try writer.finish()
  precondition(length == file.count)
  return file
}

/// Pink enough to be music for an encoder: two sines and noise, different on both sides.
func music(count: Int) -> StereoBuffer {
  var generator = SeededGenerator(state: 7)
  let low = sine(frequency: 110, sampleRate: 44_100, count: count, amplitude: 0.3)
  let high = sine(frequency: 1_760, sampleRate: 44_100, count: count, amplitude: 0.1)
  let left = (0..<count).map { low[$0] + high[$0] + Float.random(in: -0.05...0.05, using: &generator) }
  let right = (0..<count).map { low[$0] - high[$0] + Float.random(in: -0.05...0.05, using: &generator) }
  return StereoBuffer(left: left, right: right)
}

struct MP3Tests {
  static let modes: [MP3Settings.BitrateMode] = [
    .constant(kilobitsPerSecond: 192), .constant(kilobitsPerSecond: 320), .constant(kilobitsPerSecond: 64),
    .variable(quality: 0), .variable(quality: 2), .variable(quality: 9), .average(kilobitsPerSecond: 160),
    .average(kilobitsPerSecond: 32),
  ]

  @Test(arguments: modes, [1, 2, 575, 576, 577, 1_151, 1_152, 1_153, 2_304, 44_100, 100_003])
  func `an MP3 decodes to exactly as many samples as went in`(mode: MP3Settings.BitrateMode, count: Int) throws {
    let song = music(count: count)
    let file = try mp3File(song, settings: MP3Settings(mode: mode))
    let decoded = try decode(file)
    #expect(decoded.samples.count == count)
    #expect(!decoded.isTruncated)
  }

  @Test func `an MP3 without samples says that it has none`() throws {
    let file = try mp3File(StereoBuffer(count: 0))
    #expect(throws: AudioFileError.self) { try decode(file) }
  }

  @Test func `an MP3 at 320 kbit per second keeps every sample in its place`() throws {
    let song = music(count: 44_100)
    let file = try mp3File(song, settings: MP3Settings(mode: .constant(kilobitsPerSecond: 320)))
    let decoded = try decode(file).samples
    let error = { (shift: Int) -> Float in
      (1_000..<40_000).reduce(0) { sum, index in
        let difference = decoded.left[index + shift] - song.left[index]
        return sum + difference * difference
      }
    }
    #expect(error(0) < error(-1) / 2)
    #expect(error(0) < error(1) / 2)
  }

  @Test(arguments: [1, 100, 1_152, 9_216, 9_217, 30_000], modes)
  func `the bytes do not depend on the pieces`(pieceLength: Int, mode: MP3Settings.BitrateMode) throws {
    let song = music(count: 30_000)
    let settings = MP3Settings(mode: mode, effort: 7)
    let reference = try mp3File(song, settings: settings, pieceLength: 12_345).bytes
    #expect(try mp3File(song, settings: settings, pieceLength: pieceLength).bytes == reference)
  }

  @Test(arguments: [
    MP3Settings(mode: .constant(kilobitsPerSecond: 100)), MP3Settings(mode: .constant(kilobitsPerSecond: 32)),
    MP3Settings(mode: .constant(kilobitsPerSecond: 0)),
    MP3Settings(mode: .constant(kilobitsPerSecond: -1)), MP3Settings(mode: .average(kilobitsPerSecond: 5)),
    MP3Settings(mode: .average(kilobitsPerSecond: 1_000)), MP3Settings(mode: .variable(quality: 10)),
    MP3Settings(mode: .variable(quality: -1)), MP3Settings(effort: 10),
  ])
  func `settings that MP3 does not have are refused`(settings: MP3Settings) {
    #expect {
      _ = try mp3File(StereoBuffer(count: 1), settings: settings)
    } throws: { error in
      if case .invalidMP3Settings = error as? AudioFileError { true } else { false }
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 1e30, 50, -1_000, .greatestFiniteMagnitude], modes)
  func `samples that are no sound do not stop the encoder`(value: Float, mode: MP3Settings.BitrateMode) throws {
    var song = music(count: 10_000)
    for index in 3_000..<3_100 { song.left[index] = value }
    song.right[5_000] = value
    let decoded = try decode(try mp3File(song, settings: MP3Settings(mode: mode)))
    #expect(decoded.samples.count == 10_000)
  }

  @Test func `samples above full scale stay above full scale`() throws {
    let song = StereoBuffer(mono: sine(frequency: 440, sampleRate: 44_100, count: 44_100, amplitude: 2))
    let decoded = try decode(try mp3File(song)).samples
    #expect(abs((decoded.left[10_000..<30_000].max() ?? 0) - 2) < 0.1)
  }

  @Test func `a full disk is told by its errno`() throws {
    let descriptor = unsafe open("/dev/full", O_RDWR)
    defer { close(descriptor) }
    #expect(throws: AudioFileError.writeFailed(errno: ENOSPC)) {
      var writer = try MP3FileWriter(descriptor: descriptor, settings: MP3Settings(), tags: nil)
      try writer.write(StereoBuffer(count: 44_100).span)
      _ = try writer.finish()
    }
  }
}
