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

  private static func serial(_ sound: StereoBuffer, _ settings: MP3Settings) throws -> (stream: [UInt8], info: [UInt8]) {
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
    var joiner = MP3Joiner(pieces: pieces, settings: settings)
    var joined: [UInt8] = []
    for piece in 0..<pieces.count {
      let encoded = try pieces.encode(piece: piece, sound.span.extracting(pieces.samples(ofPiece: piece)))
      #expect(joiner.append(encoded, into: &joined), "piece \(piece)")
    }
    #expect(joined.count == whole.stream.count)
    #expect((joined == whole.stream) == true)
  }
}
