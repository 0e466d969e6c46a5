import Audio

/// A frame of MPEG 1 layer III in stereo as its encoder meant it, wherever the bit reservoir put its main data.
///
/// ISO 11172-3, 2.4.1 and 2.4.2.7.
package struct LayerThreeFrame: Equatable {
  /// Samples per channel.
  static let sampleCount = 1_152
  /// Bytes of the header and the side information, which stand at the start of each frame.
  package static let headLength = 36

  /// The header without bitrate and padding, and the side information without where the main data begin.
  ///
  /// Shape: `headLength`.
  package let head: ArraySlice<UInt8>
  let bitrateIndex: Int
  let kilobitsPerSecond: Int
  let isPadded: Bool
  /// Bytes by which the main data start before the end of the last frame's head.
  let mainDataBegin: Int
  /// Bits of main data.
  package let bitCount: Int
  /// The main data from the first byte's highest bit on; bits beyond `bitCount` are 0.
  package let mainData: ArraySlice<UInt8>

  /// Where `part2_3_length` of the granules and channels stand in the side information, in bits; each has 12.
  private static let lengthPlaces = [20, 79, 138, 197]

  /// The frames of a stream that starts with one; `nil` if it is not made of such frames alone, or if one refers to main data
  /// that is not there.
  package static func all(in bytes: [UInt8]) -> [LayerThreeFrame]? {
    var found: [(header: MPEGFrameHeader, mainDataBegin: Int, bitCount: Int, start: Int)] = []
    // What all frames hold in their heads, and what they hold behind them, each in one piece that they share.
    var heads: [UInt8] = []
    var reservoir: [UInt8] = []
    reservoir.reserveCapacity(bytes.count)
    var offset = 0
    while offset < bytes.count {
      guard let header = MPEGFrameHeader(bytes, at: offset), header.isPlainStereo, let length = header.length,
        length >= headLength, offset + length <= bytes.count
      else { return nil }
      let side = bytes.span.extracting(offset + 4..<offset + headLength)
      let mainDataBegin = Int(side[0]) << 1 | Int(side[1] >> 7)
      var bitCount = 0
      for place in lengthPlaces { bitCount += twelveBits(of: side, at: place) }
      let start = reservoir.count - mainDataBegin
      reservoir += bytes[offset + headLength..<offset + length]
      let end = start + (bitCount + 7) / 8
      guard start >= 0, end <= reservoir.count else { return nil }
      // No other frame has a part in its last byte.
      if end > start { reservoir[end - 1] &= 0xFF << UInt8((8 - bitCount % 8) % 8) }
      heads += bytes[offset..<offset + headLength]
      heads[heads.count - headLength + 2] &= 0x0D
      heads[heads.count - headLength + 4] = 0
      heads[heads.count - headLength + 5] &= 0x7F
      found.append((header, mainDataBegin, bitCount, start))
      offset += length
    }
    return found.enumerated().map { index, frame in
      LayerThreeFrame(
        head: heads[index * headLength..<(index + 1) * headLength], bitrateIndex: frame.header.bitrateIndex,
        kilobitsPerSecond: frame.header.kilobitsPerSecond, isPadded: frame.header.isPadded,
        mainDataBegin: frame.mainDataBegin, bitCount: frame.bitCount,
        mainData: reservoir[frame.start..<frame.start + (frame.bitCount + 7) / 8])
    }
  }

  /// The head with everything in its place.
  func completeHead(mainDataBegin: Int) -> [UInt8] {
    var head = Array(head)
    head[2] |= UInt8(bitrateIndex) << 4 | (isPadded ? 2 : 0)
    head[4] |= UInt8(mainDataBegin >> 1)
    head[5] |= UInt8(mainDataBegin & 1) << 7
    return head
  }

  /// The bitrates that a frame can have.
  static let bitrateIndices = 1...14

  /// The same frame with another bitrate, and no padding.
  func withBitrate(_ index: Int) -> LayerThreeFrame {
    LayerThreeFrame(
      head: head, bitrateIndex: index, kilobitsPerSecond: MPEGFrameHeader.layerThreeBitrates[index], isPadded: false,
      mainDataBegin: mainDataBegin, bitCount: bitCount, mainData: mainData)
  }

  /// Bytes of the frame with its head.
  var length: Int { 144_000 * kilobitsPerSecond / WorkingFormat.sampleRate + (isPadded ? 1 : 0) }

  private static func twelveBits(of bytes: Span<UInt8>, at place: Int) -> Int {
    let byte = place / 8
    let bits = Int(bytes[byte]) << 16 | Int(bytes[byte + 1]) << 8 | Int(bytes[byte + 2])
    return bits >> (12 - place % 8) & 0xFFF
  }
}
