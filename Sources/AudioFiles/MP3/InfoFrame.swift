/// What the Info frame of a joined stream says: LAME's own, with what only the whole stream tells put in its place.
///
/// After LAME 3.100's `VbrTag.c`.
struct InfoFrame {
  /// Points of the seek table that are kept while the stream grows.
  private static let pointLimit = 400
  /// Where the frame's name stands, behind header and side information.
  private static let namePlace = LayerThreeFrame.headLength
  private static let seekEntries = 100
  /// Bytes from the name to the end of LAME's part.
  private static let contentLength = 156

  private var frameCount = 0
  private var byteCount = 0
  private var checksum = Checksum()
  /// Sums of bitrates, one point for each `pointStep` frames.
  private var points: [Int] = []
  private var pointStep = 1
  private var framesSincePoint = 0
  private var bitrateSum = 0

  /// Counts a frame of so many kbit/s.
  mutating func count(frameOf kilobitsPerSecond: Int) {
    frameCount += 1
    bitrateSum += kilobitsPerSecond
    framesSincePoint += 1
    guard framesSincePoint == pointStep else { return }
    points.append(bitrateSum)
    framesSincePoint = 0
    if points.count == Self.pointLimit {
      points = stride(from: 1, to: points.count, by: 2).map { points[$0] }
      pointStep *= 2
    }
  }

  /// Counts bytes of the stream.
  mutating func count(_ bytes: [UInt8]) {
    checksum.add(bytes.span)
    byteCount += bytes.count
  }

  /// Counts so many bytes that are not there yet; the checksum stays that of none.
  mutating func announce(byteCount: Int) {
    self.byteCount += byteCount
  }

  /// Whether both count the same frames, and as many bytes.
  func counts(asMuchAs other: InfoFrame) -> Bool {
    frameCount == other.frameCount && byteCount == other.byteCount && points == other.points
  }

  /// The frame for all that was counted.
  ///
  /// - Parameter last: What the encoder of the last piece says; `nil` comes of what is no Info frame.
  func patched(_ last: [UInt8]) -> [UInt8]? {
    let name = Self.namePlace
    guard last.count >= name + Self.contentLength, let header = MPEGFrameHeader(last, at: 0), header.isPlainStereo
    else {
      return nil
    }
    var frame = last
    func put(_ value: Int, _ place: Int, bytes: Int) {
      for index in 0..<bytes {
        frame[name + place + index] = UInt8(truncatingIfNeeded: value >> (8 * (bytes - 1 - index)))
      }
    }
    let whole = byteCount + last.count
    put(frameCount, 8, bytes: 4)
    put(whole, 12, bytes: 4)
    for entry in 0..<Self.seekEntries { frame[name + 16 + entry] = seekPoint(entry) }
    put(whole, 148, bytes: 4)
    put(Int(checksum.value), 152, bytes: 2)
    var own = Checksum()
    own.add(frame.span.extracting(first: name + 154))
    put(Int(own.value), 154, bytes: 2)
    return frame
  }

  /// Where `entry` hundredths of the song are, in 256ths of the stream.
  private func seekPoint(_ entry: Int) -> UInt8 {
    guard entry > 0, !points.isEmpty else { return 0 }
    let index = min(
      Int((Double(entry) / Double(Self.seekEntries) * Double(points.count)).rounded(.down)), points.count - 1)
    return UInt8(min(256 * points[index] / max(bitrateSum, 1), 255))
  }

  /// CRC-16 with the reflected polynomial 0xA001, from 0 on.
  private struct Checksum {
    /// What becomes of a byte that 0 to 15 others follow, so that sixteen are done in one step: 256 values for each number.
    private static let tables: [UInt16] = {
      var tables: [UInt16] = (0..<256).map { byte in
        (0..<8).reduce(UInt16(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xA001 : value >> 1 }
      }
      for index in 0..<15 * 256 {
        let value = tables[index]
        tables.append(value >> 8 ^ tables[Int(value & 0xFF)])
      }
      return tables
    }()
    private(set) var value: UInt16 = 0

    mutating func add(_ bytes: Span<UInt8>) {
      let tables = Self.tables.span
      let whole = bytes.count / 16 * 16
      for start in stride(from: 0, to: whole, by: 16) {
        let low = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
        let high = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start + 8, as: UInt64.self)
        // The checksum is a part of the first two bytes, which are looked up last: only they wait for it.
        let (first, second) = (UInt64(littleEndian: low) ^ UInt64(value), UInt64(littleEndian: high))
        value = 0
        for following in 0..<8 {
          value ^= unsafe tables[unchecked: following << 8 | Int(second >> UInt64(8 * (7 - following)) & 0xFF)]
        }
        for following in 8..<16 {
          value ^= unsafe tables[unchecked: following << 8 | Int(first >> UInt64(8 * (15 - following)) & 0xFF)]
        }
      }
      for index in whole..<bytes.count {
        value = value >> 8 ^ tables[Int(UInt8(truncatingIfNeeded: value) ^ bytes[index])]
      }
    }
  }
}
