import Audio
import AudioFiles
import Glibc
import Testing

/// Pieces that were encoded apart, joined to the stream of one encoder.
struct MP3JoiningTests {
  /// Notes, noise and pauses, so that the reservoir fills and empties.
  private static func music(seconds: Double) -> StereoBuffer {
    var state: UInt64 = 1
    let count = Int(44_100 * seconds)
    var sound = StereoBuffer(count: count)
    for index in 0..<count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let noise = Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
      let time = Double(index) / 44_100
      let note = 110 * exp2(Double(Int(time * 4) % 12) / 12)
      let beat = exp(-8 * (time * 2 - (time * 2).rounded(.down)))
      let rest: Float = Int(time / 3) % 4 == 3 ? 0 : 1
      let tone = Float(0.3 * sin(2 * .pi * note * time))
      sound.left[index] = rest * (tone + Float(beat) * 0.3 * noise)
      sound.right[index] = rest * (0.7 * tone + Float(0.2 * sin(2 * .pi * 3 * note * time)))
    }
    return sound
  }

  private static func serial(
    _ sound: StereoBuffer, _ settings: MP3Settings
  ) throws -> (stream: [UInt8], info: [UInt8]) {
    var bytes: [UInt8] = []
    var encoder = try MP3Encoder(settings: settings)
    try encoder.encode(sound.span, into: &bytes)
    let info = try encoder.finish(into: &bytes)
    bytes.removeFirst(info.count)
    return (bytes, info)
  }

  @Test(arguments: MP3Settings.constantBitrates, [true, false])
  func `joined pieces are what one encoder makes, byte for byte`(bitrate: Int, usesBitReservoir: Bool) throws {
    let settings = MP3Settings(mode: .constant(kilobitsPerSecond: bitrate), usesBitReservoir: usesBitReservoir)
    let sound = Self.music(seconds: 40)
    let whole = try Self.serial(sound, settings)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 3)
    #expect(pieces.count == 3)
    var joiner = MP3Joiner(pieces: pieces)
    var joined: [UInt8] = []
    var last = EncodedPiece()
    for piece in 0..<pieces.count {
      let encoded = try pieces.encode(piece: piece) { range in
        StereoBuffer(left: Array(sound.left[range]), right: Array(sound.right[range]))
      }
      #expect(joiner.append(encoded, into: &joined), "piece \(piece)")
      last = encoded
    }
    #expect(joined.count == whole.stream.count)
    #expect((joined == whole.stream) == true)
    #expect(joiner.finish(last) == whole.info)
  }

  @Test(arguments: [64, 192, 320])
  func `a piece alone decodes to what the whole does, bit by bit`(bitrate: Int) throws {
    let settings = MP3Settings(mode: .constant(kilobitsPerSecond: bitrate))
    let sound = Self.music(seconds: 40)
    let file = NamelessFile()
    var writer = try MP3FileWriter(descriptor: file.descriptor, settings: settings, tags: nil)
    try writer.write(sound.span)
    _ = try writer.finish()
    let whole = try Self.decoded(file)
    #expect(whole.count == sound.count)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 3)
    var next = 0
    for number in 0..<pieces.count {
      let encoded = try pieces.encode(piece: number) { range in
        StereoBuffer(left: Array(sound.left[range]), right: Array(sound.right[range]))
      }
      let stream = try #require(pieces.decodable(encoded, number: number, patience: 1))
      let decoded = try Self.decoded(NamelessFile(bytes: stream.bytes))
      let samples = pieces.decodedSamples(ofPiece: number).clamped(to: 0..<whole.count)
      #expect(samples.lowerBound == next)
      next = samples.upperBound
      // And so much beyond as the frames hold that neighbours share.
      let faithful = samples.lowerBound..<min(samples.upperBound + 50_000, whole.count)
      let place = faithful.lowerBound - stream.firstSample..<faithful.upperBound - stream.firstSample
      #expect(place.upperBound <= decoded.count)
      #expect((decoded.left[place] == whole.left[faithful]) == true)
      #expect((decoded.right[place] == whole.right[faithful]) == true)
    }
    #expect(next == whole.count)
  }

  private static func decoded(_ file: borrowing NamelessFile) throws -> StereoBuffer {
    var stream = try DecodingStream(descriptor: file.descriptor)
    var sound = StereoBuffer(count: 0)
    var block = StereoBuffer(count: 65_536)
    while true {
      var span = block.mutableSpan
      let count = try stream.read(into: &span)
      if count == 0 { return sound }
      sound.left += block.left[..<count]
      sound.right += block.right[..<count]
    }
  }

  @Test func `a piece that started too late is refused, and fits when it starts earlier`() throws {
    let settings = MP3Settings()
    let sound = Self.music(seconds: 40)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 2)
    func encoded(_ piece: Int, _ sound: StereoBuffer) throws -> EncodedPiece {
      try pieces.encode(piece: piece) { range in
        StereoBuffer(left: Array(sound.left[range]), right: Array(sound.right[range]))
      }
    }
    var joiner = MP3Joiner(pieces: pieces)
    var joined: [UInt8] = []
    #expect(joiner.append(try encoded(0, sound), into: &joined))
    let before = joined
    // Another song's piece, one that is cut off, and none at all.
    let other = StereoBuffer(left: sound.right, right: sound.left)
    var cut = try encoded(1, sound)
    cut.bytes.removeLast(1_000)
    for wrong in [try encoded(1, other), cut, EncodedPiece()] {
      #expect(!joiner.append(wrong, into: &joined))
      #expect((joined == before) == true)
    }
    #expect(joiner.append(try encoded(1, sound), into: &joined))
    #expect((joined == (try Self.serial(sound, settings)).stream) == true)
  }

  @Test func `bytes that were changed at random are refused or joined, and nothing worse`() throws {
    let settings = MP3Settings()
    let sound = Self.music(seconds: 5)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 1)
    let piece = try pieces.encode(piece: 0) { range in
      StereoBuffer(left: Array(sound.left[range]), right: Array(sound.right[range]))
    }
    var state: UInt64 = 7
    for _ in 0..<300 {
      var broken = piece
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        broken.bytes[Int(state >> 33) % broken.bytes.count] ^= UInt8(truncatingIfNeeded: state >> 16)
      }
      var joiner = MP3Joiner(pieces: pieces)
      var joined: [UInt8] = []
      let fits = joiner.append(broken, into: &joined)
      #expect(fits == !joined.isEmpty)
    }
  }

  @Test(arguments: [0, 1, 575, 576, 1_152, 3_000, 44_100])
  func `a song of a few frames is one piece, and what one encoder makes`(count: Int) throws {
    let settings = MP3Settings()
    let sound = StereoBuffer(mono: (0..<count).map { 0.3 * Float(sin(Double($0) * 0.05)) })
    let pieces = MP3Pieces(settings: settings, sampleCount: count, count: 4)
    #expect(pieces.count == 1)
    let piece = try pieces.encode(piece: 0) { range in
      StereoBuffer(left: Array(sound.left[range]), right: Array(sound.right[range]))
    }
    var joiner = MP3Joiner(pieces: pieces)
    var joined: [UInt8] = []
    #expect(joiner.append(piece, into: &joined))
    let whole = try Self.serial(sound, settings)
    #expect((joined == whole.stream) == true)
    #expect(joiner.finish(piece) == whole.info)
  }
}
