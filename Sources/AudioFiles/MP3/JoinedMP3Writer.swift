/// Writes an MP3 file of joined pieces: tags, the frames, then the Info frame over its placeholder.
package struct JoinedMP3Writer: ~Copyable {
  private var cursor: DescriptorCursor
  private let audioStart: Int64
  private let infoFrameLength: Int
  private var reservoir: BitReservoir
  private var info = InfoFrame()

  /// Bytes that are collected until they are written.
  private static let blockLength = 1 << 16

  /// Writes the tags at once.
  ///
  /// - Parameters:
  ///   - descriptor: An empty, seekable file open for writing. It stays the caller's to sync and close, after `write`.
  ///   - tags: `nil` leaves the file without an ID3 tag.
  package init(descriptor: Int32, pieces: MP3Pieces, tags: SongTags?) throws(AudioFileError) {
    let tag = try tags.map { tags throws(AudioFileError) in try tags.id3v2Tag() } ?? []
    var cursor = DescriptorCursor(descriptor: descriptor)
    try cursor.writeAll(tag + [UInt8](repeating: 0, count: pieces.infoFrameLength))
    audioStart = Int64(tag.count)
    infoFrameLength = pieces.infoFrameLength
    reservoir = BitReservoir(
      isUsed: pieces.settings.usesBitReservoir || pieces.settings.isRepacked, isVariable: pieces.settings.isRepacked,
      encoderVersion: LameHandle.shortVersion)
    self.cursor = cursor
  }

  /// Writes what was joined.
  ///
  /// - Returns: Whether it is a stream; if not, part of it was written.
  package consuming func write(_ joiner: MP3Joiner) throws(AudioFileError) -> Bool {
    var bytes: [UInt8] = []
    for frame in joiner.frames {
      guard let kilobitsPerSecond = reservoir.append(frame, into: &bytes) else { return false }
      info.count(frameOf: kilobitsPerSecond)
      if bytes.count >= Self.blockLength { try flush(&bytes) }
    }
    reservoir.finish(into: &bytes)
    try flush(&bytes)
    guard let infoFrame = info.patched(joiner.infoFrame), infoFrame.count == infoFrameLength else { return false }
    cursor.position = audioStart
    try cursor.writeAll(infoFrame)
    return true
  }

  private mutating func flush(_ bytes: inout [UInt8]) throws(AudioFileError) {
    info.count(bytes)
    try cursor.writeAll(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
