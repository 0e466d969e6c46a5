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
    try cursor.writeAll(tag)
    audioStart = cursor.position
    self.cursor = cursor
    self.encoder = encoder
  }

  /// Appends samples to the song.
  package mutating func write(_ samples: StereoSpan) throws(AudioFileError) {
    try encoder.encode(samples, into: &pending)
    sampleCount += samples.count
    try cursor.writeAll(pending)
    pending.removeAll(keepingCapacity: true)
  }

  /// Completes the file; without this it lacks its end, and its length is unknown to players.
  ///
  /// - Returns: The length of the file in bytes.
  package consuming func finish() throws(AudioFileError) -> Int {
    var end: [UInt8] = []
    let infoFrame = try encoder.finish(into: &end)
    try cursor.writeAll(end)
    let byteCount = cursor.position
    cursor.position = audioStart
    try cursor.writeAll(infoFrame)
    return Int(byteCount)
  }
}
