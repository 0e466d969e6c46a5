/// Walks the outer structure of a file to see whether its end is missing; the samples are not touched.
struct ContainerLayout {
  private var cursor: DescriptorCursor
  private let origin: Int64
  private let length: Int64

  /// Chunks looked at before giving up: audio files have a dozen.
  private static let chunkLimit = 1_000

  init(cursor: DescriptorCursor, origin: Int64, length: Int64) {
    self.cursor = cursor
    self.origin = origin
    self.length = length
  }

  /// `false` where the structure doesn't tell.
  mutating func isCutShort(kind: SoundFileProbe.Kind) -> Bool {
    switch kind {
    case .wav: chunkIsCutShort("data", bigEndian: cursor.bytes(at: origin, count: 4).last == UInt8(ascii: "X"))
    case .aiff: chunkIsCutShort("SSND", bigEndian: true)
    case .ogg: !lastPageEndsTheStream()
    default: false
    }
  }

  /// Whether a WAV's samples were never counted, as when a recorder is switched off: their size is 0, yet they follow.
  mutating func isUnclosedWAV() -> Bool {
    guard let samples = chunk("data", bigEndian: false), samples.size == 0 else { return false }
    let next = cursor.bytes(at: samples.start, count: 4)
    // Another chunk would have a name.
    return next.count == 4 && !next.allSatisfy { (0x20...0x7E).contains($0) }
  }

  private mutating func chunkIsCutShort(_ name: String, bigEndian: Bool) -> Bool {
    guard let (start, size) = chunk(name, bigEndian: bigEndian) else { return false }
    // Programs that write into a pipe leave 0 or the largest size: they promise nothing.
    let isPromise = size != 0 && size < 0xFFFF_FF00 && size != 0x7FFF_FFFF
    return isPromise && start + size > length
  }

  /// Where the content of the first chunk of that name starts, and its size by its header.
  private mutating func chunk(_ name: String, bigEndian: Bool) -> (start: Int64, size: Int64)? {
    var position = origin + 12
    for _ in 0..<Self.chunkLimit {
      let head = cursor.bytes(at: position, count: 8)
      guard head.count == 8 else { return nil }
      let sizeBytes = head[4..<8]
      let size = (bigEndian ? Array(sizeBytes) : sizeBytes.reversed()).reduce(Int64(0)) { $0 << 8 | Int64($1) }
      position += 8
      if head.starts(with: Array(name.utf8)) { return (position, size) }
      position += size + size % 2
    }
    return nil
  }

  /// Ogg marks the last page of a stream; a page is at most 65 307 bytes.
  private mutating func lastPageEndsTheStream() -> Bool {
    let tailLength = min(length - origin, 65_307)
    let tail = cursor.bytes(at: length - tailLength, count: Int(tailLength))
    let name = Array("OggS".utf8)
    guard let page = tail.indices.dropLast(5).last(where: { tail[$0] == name[0] && tail[$0...].starts(with: name) })
    else { return false }
    return tail[page + 5] & 4 != 0
  }
}
