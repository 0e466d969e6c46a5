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
}
