/// Writes an MP3 file from pieces: tags, then the joined pieces, then the Info frame over its placeholder.
package struct JoinedMP3Writer: ~Copyable {
  private var joiner: MP3Joiner
  private var cursor: DescriptorCursor
  private let audioStart: Int64
  private let pieces: MP3Pieces

  /// Writes the tags at once.
  ///
  /// - Parameters:
  ///   - descriptor: An empty, seekable file open for writing. It stays the caller's to sync and close, after `finish`.
  ///   - tags: `nil` leaves the file without an ID3 tag.
  package init(descriptor: Int32, pieces: MP3Pieces, tags: SongTags?) throws(AudioFileError) {
    let tag = try tags.map { tags throws(AudioFileError) in try tags.id3v2Tag() } ?? []
    var cursor = DescriptorCursor(descriptor: descriptor)
    try cursor.writeAll(tag + [UInt8](repeating: 0, count: pieces.infoFrameLength))
    audioStart = Int64(tag.count)
    self.cursor = cursor
    self.pieces = pieces
    joiner = MP3Joiner(pieces: pieces)
  }

  /// The piece that comes next.
  package var nextPiece: Int { joiner.nextPiece }

  /// Appends the next piece.
  ///
  /// - Returns: Whether it fits; if not, nothing was written, and the piece may be tried again with more patience.
  package mutating func append(_ piece: EncodedPiece, patience: Int) throws(AudioFileError) -> Bool {
    var bytes: [UInt8] = []
    guard joiner.append(piece, patience: patience, into: &bytes) else { return false }
    try cursor.writeAll(bytes)
    return true
  }

  /// Completes the file; without this its length is unknown to players.
  ///
  /// - Returns: Whether the last piece's Info frame is one.
  package consuming func finish(_ last: EncodedPiece) throws(AudioFileError) -> Bool {
    guard let infoFrame = joiner.finish(last), infoFrame.count == pieces.infoFrameLength else { return false }
    cursor.position = audioStart
    try cursor.writeAll(infoFrame)
    return true
  }
}
