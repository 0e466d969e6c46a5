import Audio
import AudioFiles
import Testing

struct HostileFileTests {
  private static let second = interleave(sine(frequency: 440, sampleRate: 44_100, count: 44_100), channelCount: 2)

  @Test func `an empty file is called empty`() {
    let file = NamelessFile()
    #expect(throws: AudioFileError.empty) { try decode(file) }
  }

  @Test func `a text is called a text`() {
    let file = NamelessFile(bytes: Array("All work and no play makes Jack a dull boy.\n".utf8))
    #expect(throws: AudioFileError.notAudio(looksLike: "text")) { try decode(file) }
  }

  @Test(arguments: 1...20)
  func `random bytes are not audio`(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    let bytes = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let file = NamelessFile(bytes: bytes)
    #expect(throws: AudioFileError.self) { try decode(file) }
  }

  @Test func `zeros are not audio`() {
    let file = NamelessFile(bytes: [UInt8](repeating: 0, count: 200_000))
    #expect(throws: AudioFileError.notAudio(looksLike: "nothing but tags and zeros")) { try decode(file) }
  }

  @Test func `an m4a file is called what it is`() {
    let file = NamelessFile(bytes: [0, 0, 0, 32] + Array("ftypM4A ".utf8) + [UInt8](repeating: 0, count: 64))
    #expect(throws: AudioFileError.unsupported(what: "MPEG-4 audio or video (m4a, mp4; convert it to flac or wav)")) {
      try decode(file)
    }
  }

  @Test(arguments: [SoundFileFormat.wav16, .init(.aiff, .int16), .flac16, .init(.w64, .int16), .init(.rf64, .int16)])
  func `a header alone holds no samples`(format: SoundFileFormat) throws {
    let file = try soundFile(format, interleaved: [])
    #expect(throws: AudioFileError.self) { try decode(file) }
  }

  @Test func `a wav header that claims 4 GB gives the second that is there`() throws {
    let file = try soundFile(.wav16, interleaved: Self.second)
    for claim: UInt32 in [0xF000_0000, 0xFFFF_FFFF] {
      // The header's two sizes: of the file less 8 bytes, and of the samples.
      file.write(claim, at: 4)
      file.write(claim, at: 40)
      let decoded = try decode(file)
      #expect(decoded.samples.count == 44_100)
      // The largest number is what programs write into a pipe: it claims nothing.
      #expect(decoded.isTruncated == (claim == 0xF000_0000))
    }
  }

  @Test(arguments: [0, 8, 36, 0xFFFF_FFFF])
  func `a wav whose recorder was switched off gives what it recorded`(outerSize: UInt32) throws {
    let file = try soundFile(.wav16, interleaved: Self.second)
    file.write(outerSize, at: 4)
    file.write(0, at: 40)
    let decoded = try decode(file)
    #expect(decoded.samples.count == 44_100)
    #expect(decoded.isTruncated)
  }

  @Test(arguments: [
    SoundFileFormat.wav16, .init(.aiff, .int16), .flac16, .oggVorbis, .oggOpus, .mp3,
  ])
  func `a file cut in its middle gives about half, and says so`(format: SoundFileFormat) throws {
    // Noise, so that every second costs as many bytes.
    var generator = SeededGenerator(state: 1)
    let noise = (0..<(48_000 * 2 * 8)).map { _ in Float.random(in: -0.5...0.5, using: &generator) }
    let file = try soundFile(format, sampleRate: 48_000, interleaved: noise)
    file.truncate(to: file.count / 2)
    let decoded = try decode(file)
    #expect((130_000...220_000).contains(decoded.samples.count))
    #expect(decoded.isTruncated)
  }

  @Test(arguments: [SoundFileFormat.wav16, .init(.aiff, .int16), .flac16, .oggVorbis, .oggOpus, .mp3], 0..<8)
  func `bytes flipped anywhere end in samples or in a clear error`(format: SoundFileFormat, seed: UInt64) throws {
    let file = try soundFile(format, sampleRate: 48_000, interleaved: Self.second)
    var bytes = file.bytes
    var generator = SeededGenerator(state: seed)
    for _ in 0..<20 {
      // Half of them in the headers.
      let end = Bool.random(using: &generator) ? min(200, bytes.count) : bytes.count
      bytes[Int.random(in: 0..<end, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
    }
    let damaged = NamelessFile(bytes: bytes)
    do throws(AudioFileError) {
      let isFinite = try decode(damaged).samples.left.allSatisfy { $0.isFinite }
      #expect(isFinite)
    } catch {
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func `a descriptor that can't be read is not the file's fault`() {
    #expect(throws: AudioFileError.readFailed(errno: 9)) { try DecodingStream.open(-1) }
  }
}

extension DecodingStream {
  fileprivate static func open(_ descriptor: Int32) throws(AudioFileError) {
    _ = try DecodingStream(descriptor: descriptor)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
