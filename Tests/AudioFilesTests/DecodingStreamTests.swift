import Audio
import AudioFiles
import Glibc
import Testing

/// What a stream gave, and what it said at its end.
struct Decoded {
  var samples: StereoBuffer
  var isTruncated: Bool
  var silencedSampleCount: Int
  var sourceSampleRate: Int
  var channelCount: Int
  var formatName: String
}

func decode(_ file: borrowing NamelessFile, blockLength: Int = 4_096) throws(AudioFileError) -> Decoded {
  var stream = try DecodingStream(descriptor: file.descriptor)
  var block = StereoBuffer(count: blockLength)
  var left: [Float] = []
  var right: [Float] = []
  while true {
    var span = block.mutableSpan
    let count = try stream.read(into: &span)
    left += block.left[..<count]
    right += block.right[..<count]
    if count < blockLength { break }
  }
  return Decoded(
    samples: StereoBuffer(left: left, right: right), isTruncated: stream.isTruncated,
    silencedSampleCount: stream.silencedSampleCount, sourceSampleRate: stream.sourceSampleRate,
    channelCount: stream.channelCount, formatName: stream.formatName)
}

/// The largest difference between `samples` and a sine, away from both ends by `margin`.
func deviation(of samples: [Float], fromSineAt frequency: Double, amplitude: Double = 0.5, margin: Int) -> Double {
  let expected = sine(
    frequency: frequency, sampleRate: WorkingFormat.sampleRate, count: samples.count, amplitude: amplitude)
  return zip(samples, expected).dropFirst(margin).dropLast(margin).map { Double(abs($0 - $1)) }.max() ?? 0
}

struct DecodingStreamTests {
  @Test(arguments: [1, 7, 1_152, 4_095, 4_096, 65_536], [44_100, 48_000])
  func `the samples do not depend on the block that is asked for`(blockLength: Int, sampleRate: Int) throws {
    let samples = interleave(sine(frequency: 440, sampleRate: sampleRate, count: 20_011), channelCount: 2)
    let file = try soundFile(.flac16, sampleRate: sampleRate, interleaved: samples)
    let reference = try decode(file, blockLength: 10_000)
    #expect(try decode(file, blockLength: blockLength).samples == reference.samples)
  }

  @Test(arguments: [SoundFileFormat.wav16, .flac16, .oggVorbis, .mp3])
  func `a stream that is turned gives the samples that it gives from its start`(_ format: SoundFileFormat) throws {
    let song = music(count: 200_000)
    let file = try soundFile(
      format, interleaved: song.left.indices.flatMap { [song.left[$0], song.right[$0]] })
    let reference = try decode(file).samples
    var stream = try DecodingStream(descriptor: file.descriptor)
    let claimed = stream.seekableSampleCount
    #expect(claimed == reference.count)
    for start in [150_000, 7, 0, 60_001, reference.count - 1] {
      let isThere = stream.seek(to: start)
      #expect(isThere)
      var block = StereoBuffer(count: 30_000)
      var span = block.mutableSpan
      let read = try stream.read(into: &span)
      #expect(read == min(30_000, reference.count - start))
      // What coders with a memory hold back for their first samples is not known behind a turn.
      let unsure = format == .mp3 || format == .oggVorbis ? min(8_192, read) : 0
      #expect((block.left[unsure..<read] == reference.left[start + unsure..<start + read]) == true, "from \(start)")
    }
    let isTruncated = stream.isTruncated
    #expect(!isTruncated)
    let isBeyondTheEnd = stream.seek(to: reference.count + 1)
    #expect(!isBeyondTheEnd)
  }

  @Test func `what is cut short or has another rate claims no samples to turn to`() throws {
    let samples = interleave(sine(frequency: 440, sampleRate: 44_100, count: 50_000), channelCount: 2)
    let whole = try soundFile(.wav16, interleaved: samples)
    #expect(try claimedSampleCount(of: whole) == 50_000)
    let cut = NamelessFile(bytes: Array(whole.bytes.dropLast(1_000)))
    #expect(try claimedSampleCount(of: cut) == nil)
    let other = try soundFile(.wav16, sampleRate: 48_000, interleaved: samples)
    #expect(try claimedSampleCount(of: other) == nil)
  }

  private func claimedSampleCount(of file: borrowing NamelessFile) throws -> Int? {
    let stream = try DecodingStream(descriptor: file.descriptor)
    return stream.seekableSampleCount
  }

  @Test(arguments: [1_000, 8_000, 11_025, 22_050, 32_000, 44_101, 48_000, 88_200, 96_000, 192_000, 384_000, 768_000])
  func `a 300 Hz sine keeps its pitch, phase, level and length from any sample rate`(sampleRate: Int) throws {
    let count = sampleRate + 7
    let samples = sine(frequency: 300, sampleRate: sampleRate, count: count)
    let file = try soundFile(.wavFloat, sampleRate: sampleRate, channelCount: 1, interleaved: samples)
    let decoded = try decode(file)
    let expected = (Double(count) * 44_100 / Double(sampleRate)).rounded()
    #expect(abs(Double(decoded.samples.count) - expected) <= 1)
    #expect(deviation(of: decoded.samples.left, fromSineAt: 300, margin: 10_000) < 2e-5)
    #expect(decoded.samples.left == decoded.samples.right)
    #expect(decoded.sourceSampleRate == sampleRate)
    #expect(decoded.channelCount == 1)
  }

  @Test(arguments: [1, 999, 768_001, 10_000_000])
  func `a sample rate that no music has is refused by its name`(sampleRate: Int) throws {
    let file = try soundFile(.wav16, sampleRate: sampleRate, channelCount: 1, interleaved: [0, 0, 0, 0])
    #expect(throws: AudioFileError.unreasonableSampleRate(sampleRate)) { try decode(file) }
  }

  @Test func `numbers that are none become silence and are counted`() throws {
    var samples = interleave(sine(frequency: 440, sampleRate: 44_100, count: 10_000), channelCount: 2)
    let clean = samples
    samples[10] = .nan
    samples[11] = .infinity
    samples[5_000] = -.infinity
    samples[9_001] = .greatestFiniteMagnitude
    let file = try soundFile(.wavFloat, interleaved: samples)
    let decoded = try decode(file)
    #expect(decoded.silencedSampleCount == 4)
    #expect(decoded.samples.left[5] == 0 && decoded.samples.right[5] == 0)
    #expect(decoded.samples.left[2_500] == 0 && decoded.samples.right[2_500] == clean[5_001])
    #expect(decoded.samples.right[4_500] == 0 && decoded.samples.left[4_500] == clean[9_000])
  }

  @Test func `damaged values in a file of another rate do not spread`() throws {
    var samples = sine(frequency: 440, sampleRate: 48_000, count: 48_000)
    samples[24_000] = .nan
    samples[24_001] = 3e38
    let file = try soundFile(.wavFloat, sampleRate: 48_000, channelCount: 1, interleaved: samples)
    let decoded = try decode(file)
    #expect(decoded.silencedSampleCount == 2)
    #expect(decoded.samples.left.allSatisfy { abs($0) < 0.7 })
  }

  @Test func `one sample is a song`() throws {
    let file = try soundFile(.wav16, channelCount: 1, interleaved: [0.5])
    #expect(try decode(file).samples == StereoBuffer(mono: [0.5]))
  }

  @Test func `the descriptor's own offset is neither used nor moved`() throws {
    let file = try soundFile(.wav16, interleaved: [0.5, 0.25])
    lseek(file.descriptor, 17, SEEK_SET)
    #expect(try decode(file).samples == StereoBuffer(left: [0.5], right: [0.25]))
    #expect(lseek(file.descriptor, 0, SEEK_CUR) == 17)
  }

  @Test(arguments: [
    (SoundFileFormat.wav16, "WAV 16-bit"), (.init(.rf64, .float32), "RF64 float"), (.init(.w64, .int24), "W64 24-bit"),
    (.init(.aiff, .int16), "AIFF 16-bit"), (.flac24, "FLAC 24-bit"), (.oggVorbis, "Ogg Vorbis"),
    (.oggOpus, "Ogg Opus"), (.mp3, "MP3"),
  ])
  func `every format is decoded and named`(format: SoundFileFormat, name: String) throws {
    let samples = interleave(sine(frequency: 440, sampleRate: 48_000, count: 48_000), channelCount: 2)
    let file = try soundFile(format, sampleRate: 48_000, interleaved: samples)
    let decoded = try decode(file)
    #expect(decoded.formatName == name)
    #expect(abs(decoded.samples.count - 44_100) <= 1_200)
    let middle = decoded.samples.left[10_000..<30_000]
    let level = (middle.reduce(0) { $0 + Double($1) * Double($1) } / Double(middle.count)).squareRoot()
    #expect(abs(level - 0.5 / 2.0.squareRoot()) < 0.01)
    #expect(!decoded.isTruncated)
  }
}
