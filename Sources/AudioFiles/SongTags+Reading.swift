import CTagReader

extension SongTags {
  /// The tags of a sound file; empty where it has none, or none that make sense: they never stand in the way of the audio.
  ///
  /// - Parameter descriptor: A seekable file open for reading, at any offset, which is left alone. It stays the caller's to close.
  package init(descriptor: Int32) throws(AudioFileError) {
    self.init()
    guard let kind = try SoundFileProbe(descriptor: descriptor).kind.tagReaderKind else { return }
    var tags = unsafe ctagreader_tags()
    var errorNumber: Int32 = 0
    let result = unsafe ctagreader_read(descriptor, kind, Picture.byteLimit, &tags, &errorNumber)
    defer { unsafe ctagreader_free(&tags) }
    if result == CTAGREADER_READ_FAILED { throw .readFailed(errno: errorNumber) }
    guard result == CTAGREADER_OK else { return }
    unsafe take(tags)
    self = cleaned()
  }

  private mutating func take(_ tags: ctagreader_tags) {
    let text = { (bytes: UnsafeMutablePointer<CChar>?) in unsafe bytes.map { unsafe String(cString: $0) } }
    title = unsafe text(tags.title)
    artist = unsafe text(tags.artist)
    album = unsafe text(tags.album)
    albumArtist = unsafe text(tags.album_artist)
    date = unsafe text(tags.date)
    genre = unsafe text(tags.genre)
    track = unsafe text(tags.track)
    comment = unsafe text(tags.comment)
    composer = unsafe text(tags.composer)
    let bytes = unsafe UnsafeBufferPointer(start: tags.picture, count: tags.picture_size)
    picture = unsafe Picture(bytes: Array(bytes))
  }
}

extension SoundFileProbe.Kind {
  /// `nil` for containers that TagLib doesn't read.
  fileprivate var tagReaderKind: ctagreader_kind? {
    switch self {
    case .mpeg: CTAGREADER_MPEG
    case .wav: CTAGREADER_WAV
    case .aiff: CTAGREADER_AIFF
    case .flac: CTAGREADER_FLAC
    case .ogg: CTAGREADER_OGG
    case .rf64, .w64, .caf, .au: nil
    }
  }
}
