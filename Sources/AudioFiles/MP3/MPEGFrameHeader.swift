/// The four bytes that open a frame of MPEG audio (ISO 11172-3 2.4.1.3, 13818-3 for the lower rates).
struct MPEGFrameHeader: Equatable {
  /// 0 is MPEG 2.5, 2 is MPEG 2, 3 is MPEG 1; 1 is reserved.
  private let version: UInt8
  /// 1, 2 or 3.
  private let layer: Int
  let bitrateIndex: Int
  private let sampleRateIndex: Int
  let isPadded: Bool
  private let isMono: Bool
  /// Without a checksum after the header.
  private let isUnprotected: Bool

  /// `nil` if the bytes at `offset` are no header.
  init?(_ bytes: [UInt8], at offset: Int) {
    guard offset + 4 <= bytes.count, bytes[offset] == 0xFF, bytes[offset + 1] & 0xE0 == 0xE0 else { return nil }
    version = bytes[offset + 1] >> 3 & 3
    layer = 4 - Int(bytes[offset + 1] >> 1 & 3)
    bitrateIndex = Int(bytes[offset + 2] >> 4)
    sampleRateIndex = Int(bytes[offset + 2] >> 2 & 3)
    isPadded = bytes[offset + 2] & 2 != 0
    isMono = bytes[offset + 3] >> 6 == 3
    isUnprotected = bytes[offset + 1] & 1 == 1
    // Emphasis 2 is reserved.
    guard version != 1, layer != 4, bitrateIndex != 15, sampleRateIndex != 3, bytes[offset + 3] & 3 != 2 else {
      return nil
    }
  }

  /// Whether this is what the encoder makes here: MPEG 1, layer III, two channels, no checksum.
  var isPlainStereo: Bool { version == 3 && layer == 3 && !isMono && isUnprotected }

  private var isMPEG1: Bool { version == 3 }

  /// 0 for the free format, whose frames don't tell.
  var kilobitsPerSecond: Int {
    switch (isMPEG1, layer) {
    case (true, 1): 32 * bitrateIndex
    case (true, 2): Self.mpeg1Layer2[bitrateIndex]
    case (true, _): Self.layerThreeBitrates[bitrateIndex]
    case (false, 1): Self.mpeg2Layer1[bitrateIndex]
    case (false, _): Self.mpeg2Layers2And3[bitrateIndex]
    }
  }

  /// Bytes of the frame; `nil` for the free format.
  var length: Int? {
    guard bitrateIndex > 0 else { return nil }
    let kilobits = kilobitsPerSecond
    let sampleRate = [44_100, 48_000, 32_000][sampleRateIndex] >> (isMPEG1 ? 0 : version == 2 ? 1 : 2)
    if layer == 1 { return (12_000 * kilobits / sampleRate + (isPadded ? 1 : 0)) * 4 }
    return (!isMPEG1 && layer == 3 ? 72_000 : 144_000) * kilobits / sampleRate + (isPadded ? 1 : 0)
  }

  private static let mpeg1Layer2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
  /// Of MPEG 1 layer III, in kbit/s; the first stands for the free format.
  static let layerThreeBitrates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
  private static let mpeg2Layer1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]
  private static let mpeg2Layers2And3 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]

  private func isSameStream(as other: MPEGFrameHeader) -> Bool {
    version == other.version && layer == other.layer && sampleRateIndex == other.sampleRateIndex
  }

  /// The offset of the first three frames in a row that belong together; two bytes of sync alone turn up in any data.
  ///
  /// - Parameter isWholeFile: Whether nothing follows `bytes`: then a stream may have fewer frames.
  static func firstStream(in bytes: [UInt8], isWholeFile: Bool) -> Int? {
    bytes.indices.first { offset in
      guard bytes[offset] == 0xFF, let first = MPEGFrameHeader(bytes, at: offset) else { return false }
      var position = offset
      for _ in 0..<3 {
        guard let header = MPEGFrameHeader(bytes, at: position), header.isSameStream(as: first) else {
          // A short stream ends with the file, or with its ID3v1 tag.
          let isTail = position >= bytes.count || bytes[position...].starts(with: Array("TAG".utf8))
          return position > offset && isWholeFile && isTail
        }
        // Free format is believed only at the very start.
        guard let length = header.length else { return offset == 0 }
        position += length
      }
      return true
    }
  }

  /// What the Xing or Info frame at `offset` says, if it is one: it holds no sound, but counts what follows.
  static func infoFrame(at offset: Int, in bytes: [UInt8]) -> InfoFrame? {
    guard let header = MPEGFrameHeader(bytes, at: offset), header.layer == 3 else { return nil }
    let sideInformation = header.version == 3 ? (header.isMono ? 17 : 32) : (header.isMono ? 9 : 17)
    let content = bytes.dropFirst(offset + 4 + sideInformation).prefix(16)
    let name = content.prefix(4)
    guard content.count == 16, name.elementsEqual("Xing".utf8) || name.elementsEqual("Info".utf8) else { return nil }
    let numbers = (1..<4).map { index in
      content.dropFirst(4 * index).prefix(4).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }
    // The lowest two flags: the number of frames is there, and after it that of the bytes.
    return InfoFrame(byteCount: numbers[0] & 3 == 3 ? numbers[2] : nil)
  }

  struct InfoFrame {
    /// Bytes of the stream from this frame on, if it tells.
    let byteCount: Int64?
  }
}
