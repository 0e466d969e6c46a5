import AudioFiles
import Glibc
import Testing

struct SoundFileTests {
  /// Each format with two steps of its width, 0 where it keeps a Float as it is.
  static let losslessFormats: [(SoundFileFormat, Double)] = [
    (.init(.wav, .int8), 0x1p-6), (.wav16, 0x1p-14), (.init(.wav, .int24), 0x1p-22), (.init(.wav, .int32), 0x1p-24),
    (.wavFloat, 0), (.init(.wav, .float64), 0), (.init(.wavExtensible, .int16), 0x1p-14),
    (.init(.rf64, .int16), 0x1p-14), (.init(.rf64, .float32), 0), (.init(.w64, .int16), 0x1p-14),
    (.init(.w64, .float32), 0), (.init(.aiff, .int8), 0x1p-6), (.init(.aiff, .int16), 0x1p-14),
    (.init(.aiff, .int24), 0x1p-22), (.init(.aiff, .float32), 0), (.init(.flac, .int8), 0x1p-6),
    (.flac16, 0x1p-14), (.flac24, 0x1p-22),
  ]

  @Test(arguments: losslessFormats)
  func `every lossless format gives back a sine within two steps of its width`(
    format: SoundFileFormat, tolerance: Double
  ) throws {
    let samples = interleave(sine(frequency: 997, sampleRate: 44_100, count: 10_000), channelCount: 2)
    let file = try soundFile(format, interleaved: samples)
    let read = try readAll(file)
    #expect(read.count == samples.count)
    #expect(zip(read, samples).allSatisfy { Double(abs($0 - $1)) <= tolerance })
  }

  @Test(arguments: [SoundFileFormat.oggVorbis, .oggOpus, .flac16, .mp3, .wav16])
  func `a minute may be written at once`(format: SoundFileFormat) throws {
    let samples = interleave(sine(frequency: 440, sampleRate: 48_000, count: 60 * 48_000), channelCount: 2)
    let read = try readAll(try soundFile(format, sampleRate: 48_000, interleaved: samples))
    #expect(abs(read.count - samples.count) < 5_000)
  }

  @Test func `what a container can not hold is refused`() {
    #expect(throws: AudioFileError.self) { _ = try soundFile(.init(.flac, .float32), interleaved: [0, 0]) }
    #expect(throws: AudioFileError.self) { _ = try soundFile(.wav16, sampleRate: 0, interleaved: [0, 0]) }
    #expect(throws: AudioFileError.self) { _ = try soundFile(.mp3, channelCount: 3, interleaved: [0, 0, 0]) }
  }

  @Test func `the same samples give the same bytes`() throws {
    let samples = interleave(sine(frequency: 440, sampleRate: 44_100, count: 10_000), channelCount: 2)
    for format in [SoundFileFormat.wav16, .wavFloat, .flac16, .flac24, .mp3, .init(.aiff, .float32)] {
      #expect(try soundFile(format, interleaved: samples).bytes == soundFile(format, interleaved: samples).bytes)
    }
  }
}
