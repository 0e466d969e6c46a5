package import Audio

/// Writes an MP3 file: tags, then audio handed over in order, then the Info frame over its placeholder.
package struct MP3FileWriter: ~Copyable {
  private var encoder: MP3Encoder
  private var cursor: DescriptorCursor
  private let audioStart: Int64
  private var pending: [UInt8] = []

  /// Samples per channel written so far.
  package private(set) var sampleCount = 0

  /// Writes the tags at once.
  ///
  /// - Parameters:
  ///   - descriptor: An empty, seekable file open for writing. It stays the caller's to sync and close, after `finish`.
  ///   - tags: `nil` leaves the file without an ID3 tag.
  package init(descriptor: Int32, settings: MP3Settings, tags: SongTags?) throws(AudioFileError) {
    let encoder = try MP3Encoder(settings: settings)
    let tag = try tags.map { tags throws(AudioFileError) in try tags.id3v2Tag() } ?? []
    var cursor = DescriptorCursor(descriptor: descriptor)
    try Self.write(tag, to: &cursor)
    audioStart = cursor.position
    self.cursor = cursor
    self.encoder = encoder
  }

  /// Appends samples to the song.
  package mutating func write(_ samples: StereoSpan) throws(AudioFileError) {
    try encoder.encode(samples, into: &pending)
    sampleCount += samples.count
    try Self.write(pending, to: &cursor)
    pending.removeAll(keepingCapacity: true)
  }

  /// Completes the file; without this it lacks its end, and its length is unknown to players.
  ///
  /// - Returns: The length of the file in bytes.
  package consuming func finish() throws(AudioFileError) -> Int {
    var end: [UInt8] = []
    let infoFrame = try encoder.finish(into: &end)
    try Self.write(end, to: &cursor)
    let byteCount = cursor.position
    cursor.position = audioStart
    try Self.write(infoFrame, to: &cursor)
    return Int(byteCount)
  }

  private static func write(_ bytes: [UInt8], to cursor: inout DescriptorCursor) throws(AudioFileError) {
    unsafe bytes.withUnsafeBytes { buffer in _ = unsafe cursor.write(buffer) }
    if cursor.failure != 0 { throw .writeFailed(errno: cursor.failure) }
  }
}
