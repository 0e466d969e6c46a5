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

  /// What one encoder makes, the Info frame first.
  private static func serial(_ sound: StereoBuffer, _ settings: MP3Settings) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var encoder = try MP3Encoder(settings: settings)
    try encoder.encode(sound.span, into: &bytes)
    let info = try encoder.finish(into: &bytes)
    return info + bytes.dropFirst(info.count)
  }

  private static func encoded(
    _ piece: Int, of pieces: MP3Pieces, _ sound: StereoBuffer, patience: Int = 1
  ) throws -> EncodedPiece {
    try pieces.encode(piece: piece, patience: patience) { range in
      StereoBuffer(left: Array(sound.left[range]), right: Array(sound.right[range]))
    }
  }

  /// All pieces of a song, joined.
  private static func joined(_ sound: StereoBuffer, _ pieces: MP3Pieces) throws -> MP3Joiner {
    let joiner = MP3Joiner(pieces: pieces)
    for piece in 0..<pieces.count {
      #expect(joiner.append(try encoded(piece, of: pieces, sound)), "piece \(piece)")
    }
    return joiner
  }

  /// The bytes of a joined song; `nil` if they are refused.
  private static func written(_ joiner: MP3Joiner, _ pieces: MP3Pieces) throws -> [UInt8]? {
    let file = NamelessFile()
    let isWhole = try JoinedMP3Writer(descriptor: file.descriptor, pieces: pieces, tags: nil).finish(joiner)
    return isWhole ? file.bytes : nil
  }

  /// Sounds that are hard to join: encoders keep the longest memory of what is quiet, steady or at the limit.
  enum Material: CaseIterable {
    case silence, fades, quiet, gaps, noise, overload, oneSided, tone

    func sound(seconds: Double) -> StereoBuffer {
      var sound = MP3JoiningTests.music(seconds: seconds)
      var state: UInt64 = 9
      for index in 0..<sound.count {
        let time = Double(index) / 44_100
        switch self {
        case .silence: sound.set(0, 0, at: index)
        // Down to nothing and up again, every 7 s.
        case .fades: sound.scale(Float(abs(1 - (time / 3.5).truncatingRemainder(dividingBy: 2))), at: index)
        // By 30 dB.
        case .quiet: sound.scale(0.03, at: index)
        // Digital silence of a fifth of a second, four times a second, and of 3 s.
        case .gaps:
          sound.scale((time * 4).truncatingRemainder(dividingBy: 1) < 0.2 || Int(time / 3) % 3 == 2 ? 0 : 1, at: index)
        case .noise:
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let noise = Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
          sound.set(noise, Float(Int32(truncatingIfNeeded: state >> 20)) / Float(Int32.max), at: index)
        case .overload: sound.set(sound.left[index] * 20, -sound.right[index] * 20, at: index)
        case .oneSided: sound.set(0, sound.right[index], at: index)
        case .tone: sound.set(Float(0.5 * sin(2_764.6 * time)), Float(0.5 * sin(2_764.6 * time)), at: index)
        }
      }
      return sound
    }
  }

  @Test(arguments: Material.allCases, [64, 128, 192, 320])
  func `pieces of hard sounds are joined to what one encoder makes, too`(material: Material, bitrate: Int) throws {
    let settings = MP3Settings(mode: .constant(kilobitsPerSecond: bitrate))
    let sound = material.sound(seconds: 33)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 3)
    let joiner = MP3Joiner(pieces: pieces)
    for piece in 0..<pieces.count {
      let fits = try (1...4).contains { patience in
        joiner.append(try Self.encoded(piece, of: pieces, sound, patience: patience), patience: patience)
      }
      #expect(fits, "piece \(piece)")
    }
    let bytes = try Self.written(joiner, pieces)
    #expect((bytes == (try Self.serial(sound, settings))) == true)
  }

  @Test(arguments: MP3Settings.constantBitrates, [true, false])
  func `joined pieces are what one encoder makes, byte for byte`(bitrate: Int, usesBitReservoir: Bool) throws {
    let settings = MP3Settings(mode: .constant(kilobitsPerSecond: bitrate), usesBitReservoir: usesBitReservoir)
    let sound = Self.music(seconds: 40)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 3)
    #expect(pieces.count == 3)
    let bytes = try Self.written(try Self.joined(sound, pieces), pieces)
    #expect((bytes == (try Self.serial(sound, settings))) == true)
  }

  @Test(arguments: [0, 2, 5, 9])
  func `a joined variable bitrate sounds as without a reservoir, and is smaller`(quality: Int) throws {
    var settings = MP3Settings(mode: .variable(quality: quality))
    let sound = Self.music(seconds: 40)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 3)
    #expect(pieces.count == 3)
    let joined = try #require(try Self.written(try Self.joined(sound, pieces), pieces))
    let alone = try #require(try Self.written(try Self.joined(sound, pieces.whole), pieces.whole))
    #expect((joined == alone) == true)
    settings.usesBitReservoir = false
    let plain = try Self.serial(sound, settings)
    #expect(joined.count < plain.count * 98 / 100)
    let (decoded, expected) = (
      try Self.decoded(NamelessFile(bytes: joined)), try Self.decoded(NamelessFile(bytes: plain))
    )
    #expect(decoded.count == sound.count)
    #expect((decoded == expected) == true)
  }

  @Test(arguments: [(64, true), (192, true), (192, false), (320, true)], [0.0, 0.4, 12, 20.3, 39.9])
  func `a mended song is what one encoder makes of the changed one, byte for byte`(
    format: (bitrate: Int, usesBitReservoir: Bool), time: Double
  ) throws {
    let settings = MP3Settings(
      mode: .constant(kilobitsPerSecond: format.bitrate), usesBitReservoir: format.usesBitReservoir)
    var sound = Self.music(seconds: 40)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 2)
    let joiner = try Self.joined(sound, pieces)
    // A dip of 15 ms.
    let changed = (Int(44_100 * time)..<Int(44_100 * (time + 0.015))).clamped(to: 0..<sound.count)
    for index in changed {
      sound.left[index] *= 0.5
      sound.right[index] *= 0.5
    }
    let song = sound
    for stretch in pieces.stretches(changing: [changed]) {
      var fits = false
      for patience in 1...4 where !fits {
        let stretch = pieces.stretch(around: stretch.changed, patience: patience)
        let encoded = try pieces.encode(stretch) { range in
          StereoBuffer(left: Array(song.left[range]), right: Array(song.right[range]))
        }
        fits = joiner.mend(stretch, with: encoded)
      }
      #expect(fits)
    }
    let bytes = try Self.written(joiner, pieces)
    #expect((bytes == (try Self.serial(song, settings))) == true)
  }

  @Test func `changes near each other are one stretch, and others are not`() {
    let settings = MP3Settings()
    let pieces = MP3Pieces(settings: settings, sampleCount: 44_100 * 60, count: 2)
    let ranges = [1_000_000..<1_001_000, 300_000..<300_100, 1_003_000..<1_003_500]
    let stretches = pieces.stretches(changing: ranges)
    #expect(stretches.count == 2)
    for (stretch, samples) in zip(stretches, [300_000..<300_100, 1_000_000..<1_003_500]) {
      #expect(stretch.changed.lowerBound * 1_152 < samples.lowerBound)
      #expect(stretch.changed.upperBound * 1_152 > samples.upperBound)
      #expect(stretch.frames.lowerBound.isMultiple(of: MP3Pieces.alignment))
    }
  }

  @Test func `a stretch that does not fit changes nothing`() throws {
    let settings = MP3Settings()
    let sound = Self.music(seconds: 40)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 2)
    let joiner = try Self.joined(sound, pieces)
    let before = try Self.written(joiner, pieces)
    let stretch = pieces.stretch(around: 600..<610, patience: 1)
    let other = try pieces.encode(stretch) { range in
      StereoBuffer(left: Array(sound.right[range]), right: Array(sound.left[range]))
    }
    var cut = other
    cut.bytes.removeLast(other.bytes.count / 2)
    for wrong in [other, cut, EncodedPiece()] { #expect(!joiner.mend(stretch, with: wrong)) }
    #expect((try Self.written(joiner, pieces) == before) == true)
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
      let encoded = try Self.encoded(number, of: pieces, sound)
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
    let joiner = MP3Joiner(pieces: pieces)
    #expect(joiner.append(try Self.encoded(0, of: pieces, sound)))
    // Another song's piece, one that is cut off, and none at all.
    let other = StereoBuffer(left: sound.right, right: sound.left)
    var cut = try Self.encoded(1, of: pieces, sound)
    cut.bytes.removeLast(1_000)
    for wrong in [try Self.encoded(1, of: pieces, other), cut, EncodedPiece()] {
      #expect(!joiner.append(wrong))
      #expect(joiner.nextPiece == 1)
    }
    #expect(joiner.append(try Self.encoded(1, of: pieces, sound)))
    let bytes = try Self.written(joiner, pieces)
    #expect((bytes == (try Self.serial(sound, settings))) == true)
  }

  @Test func `bytes that were changed at random are refused or joined, and nothing worse`() throws {
    let settings = MP3Settings()
    let sound = Self.music(seconds: 5)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 1)
    let piece = try Self.encoded(0, of: pieces, sound)
    var state: UInt64 = 7
    for _ in 0..<300 {
      var broken = piece
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        broken.bytes[Int(state >> 33) % broken.bytes.count] ^= UInt8(truncatingIfNeeded: state >> 16)
      }
      let joiner = MP3Joiner(pieces: pieces)
      guard joiner.append(broken) else {
        #expect(!joiner.isComplete)
        continue
      }
      // What is written is as long as it was, and nothing but frames.
      let bytes = try Self.written(joiner, pieces)
      #expect(bytes == nil || bytes?.count == piece.bytes.count + piece.infoFrame.count)
    }
  }

  @Test(arguments: MP3Settings.constantBitrates, [35.0, 36.02])
  func `a stream that leaves bit by bit is the file but for the checksum of the music`(
    bitrate: Int, seconds: Double
  ) throws {
    let settings = MP3Settings(mode: .constant(kilobitsPerSecond: bitrate))
    let sound = Self.music(seconds: seconds)
    let pieces = MP3Pieces(settings: settings, sampleCount: sound.count, count: 2, isOpenedSoon: true)
    #expect(pieces.count == 3)
    #expect(pieces.keptFrames(ofPiece: 0).count == 588)
    let file = NamelessFile()
    var writer = try JoinedMP3Writer(descriptor: file.descriptor, pieces: pieces, tags: nil, infoFrame: .first)
    let joiner = MP3Joiner(pieces: pieces)
    var early: [[UInt8]] = []
    for piece in 0..<pieces.count {
      #expect(joiner.append(try Self.encoded(piece, of: pieces, sound)), "piece \(piece)")
      #expect(try writer.write(joiner, upTo: joiner.isComplete ? pieces.frameCount - 50 : (piece + 1) * 100))
      #expect(writer.byteCount == file.bytes.count)
      early.append(file.bytes)
    }
    let isWhole = try writer.finish(joiner)
    #expect(isWhole)
    let bytes = file.bytes
    for part in early { #expect(bytes.starts(with: part)) }
    // The checksums of the music and of the Info frame itself stand at its end; LAME gives it the header that its last frame
    // had, of which two bits tell how that one's channels were joined.
    let whole = try #require(try Self.written(joiner, pieces))
    #expect(bytes.count == whole.count)
    let different = bytes.indices.filter { bytes[$0] != whole[$0] }
    #expect(different.allSatisfy { $0 == 3 || (188..<192).contains($0) }, "\(different.prefix(8))")
    #expect(bytes[3] & 0xCF == whole[3] & 0xCF)
  }

  @Test(arguments: [1 << 31, 1 << 33], [1, 7, 64])
  func `songs of more samples than 32 bits count have their pieces, too`(sampleCount: Int, count: Int) {
    let pieces = MP3Pieces(settings: MP3Settings(), sampleCount: sampleCount, count: count)
    #expect(pieces.count == count)
    #expect(pieces.frameCount * 1_152 >= sampleCount + 576 && pieces.frameCount * 1_152 < sampleCount + 3 * 1_152)
    var end = 0
    for piece in 0..<count {
      let kept = pieces.keptFrames(ofPiece: piece)
      #expect(kept.lowerBound == end && !kept.isEmpty && kept.lowerBound.isMultiple(of: MP3Pieces.alignment))
      // What has to be done before the start is made good.
      #expect(abs(pieces.samples(ofPiece: piece).count - pieces.samples(ofPiece: 0).count) < 200 * 1_152)
      end = kept.upperBound
    }
    #expect(end == pieces.frameCount)
    let last = pieces.stretches(changing: [sampleCount - 100_000..<sampleCount - 90_000])
    #expect(last.count == 1 && last.allSatisfy { pieces.isLast($0) && $0.frames.count < 1_000 })
  }

  @Test(arguments: [0, 1, 575, 576, 1_152, 3_000, 44_100])
  func `a song of a few frames is one piece, and what one encoder makes`(count: Int) throws {
    let settings = MP3Settings()
    let sound = StereoBuffer(mono: (0..<count).map { 0.3 * Float(sin(Double($0) * 0.05)) })
    let pieces = MP3Pieces(settings: settings, sampleCount: count, count: 4)
    #expect(pieces.count == 1)
    let piece = try Self.encoded(0, of: pieces, sound)
    let joiner = MP3Joiner(pieces: pieces)
    #expect(joiner.append(piece))
    let bytes = try Self.written(joiner, pieces)
    #expect((bytes == (try Self.serial(sound, settings))) == true)
  }
}

extension StereoBuffer {
  fileprivate mutating func set(_ left: Float, _ right: Float, at index: Int) {
    self.left[index] = left
    self.right[index] = right
  }

  fileprivate mutating func scale(_ gain: Float, at index: Int) {
    set(gain * left[index], gain * right[index], at: index)
  }
}
