import Audio

/// Writes an MP3 file of joined pieces: tags, the Info frame, the frames.
///
/// Where a file can be rewritten, the Info frame goes over a placeholder at the end. A stream gets one at once that knows all but
/// the checksum of the music; only a constant bitrate tells beforehand what there is to know. A file that somebody listens to
/// while it is written gets both.
package struct JoinedMP3Writer: ~Copyable {
  private var cursor: DescriptorCursor
  private let audioStart: Int64
  private let infoFrameLength: Int
  private let isRewritten: Bool
  private let announced: InfoFrame?
  private var reservoir: BitReservoir
  private var info = InfoFrame()
  /// Frames that were written, or wait for those after them.
  private var frameCount = 0

  /// Bytes that are collected until they are written.
  private static let blockLength = 1 << 16

  /// Writes the tags at once.
  ///
  /// - Parameters:
  ///   - descriptor: An empty, seekable file open for writing. It stays the caller's to sync and close, after `finish`.
  ///   - tags: `nil` leaves the file without an ID3 tag.
  ///   - infoFrame: If not only the last is wanted, the bitrate is constant.
  package init(
    descriptor: Int32, pieces: MP3Pieces, tags: SongTags?, infoFrame: InfoFrameTiming = .last
  ) throws(AudioFileError) {
    let tag = try tags.map { tags throws(AudioFileError) in try tags.id3v2Tag() } ?? []
    var cursor = DescriptorCursor(descriptor: descriptor)
    let announced = infoFrame == .last ? nil : pieces.announcement
    let opening = try announced.map { info throws(AudioFileError) in try pieces.infoFrame(saying: info) }
    try cursor.writeAll(tag + (opening ?? [UInt8](repeating: 0, count: pieces.infoFrameLength)))
    audioStart = Int64(tag.count)
    infoFrameLength = pieces.infoFrameLength
    isRewritten = infoFrame != .first
    reservoir = BitReservoir(
      isUsed: pieces.settings.usesBitReservoir || pieces.settings.isRepacked, isVariable: pieces.settings.isRepacked,
      encoderVersion: LameHandle.shortVersion)
    self.announced = announced
    self.cursor = cursor
  }

  /// Bytes of the file by now.
  package var byteCount: Int { Int(cursor.position) }

  /// Writes the frames before `end` that were not written yet, but for those that wait for main data of later ones.
  ///
  /// - Returns: Whether they make a stream; if not, part of them was written.
  package mutating func write(_ joiner: MP3Joiner, upTo end: Int) throws(AudioFileError) -> Bool {
    var bytes: [UInt8] = []
    while frameCount < end {
      guard let kilobitsPerSecond = reservoir.append(joiner.frames[frameCount], into: &bytes) else { return false }
      info.count(frameOf: kilobitsPerSecond)
      frameCount += 1
      if bytes.count >= Self.blockLength { try flush(&bytes) }
    }
    try flush(&bytes)
    return true
  }

  /// Writes what was joined and is not written yet.
  ///
  /// - Returns: Whether it is a stream; if not, part of it was written.
  package consuming func finish(_ joiner: MP3Joiner) throws(AudioFileError) -> Bool {
    guard try write(joiner, upTo: joiner.frames.count) else { return false }
    var bytes: [UInt8] = []
    reservoir.finish(into: &bytes)
    try flush(&bytes)
    if let announced, !announced.counts(asMuchAs: info) { return false }
    guard isRewritten else { return true }
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

/// When an Info frame is written.
package enum InfoFrameTiming: Sendable {
  /// With all that it has to say.
  case last
  /// Never to be written again.
  case first
  /// For those who read what is there by then, and again with the rest.
  case both
}

extension MP3Pieces {
  /// What an Info frame says of all frames before they are made.
  fileprivate var announcement: InfoFrame {
    guard let bitrate = settings.constantBitrate else {
      preconditionFailure("only frames of a constant bitrate are known beforehand")
    }
    // As LAME does (encoder.c): a frame is padded as soon as its predecessors lack a byte. Bits times the sample rate.
    let (whole, rest) = (144_000 * bitrate).quotientAndRemainder(dividingBy: WorkingFormat.sampleRate)
    var (lag, byteCount) = (rest, 0)
    var info = InfoFrame()
    for _ in 0..<frameCount {
      lag -= rest
      let isPadded = lag < 0
      if isPadded { lag += WorkingFormat.sampleRate }
      byteCount += whole + (isPadded ? 1 : 0)
      info.count(frameOf: bitrate)
    }
    info.announce(byteCount: byteCount)
    return info
  }

  /// LAME's own frame, for as much silence as needs the same padding, with what `info` says.
  fileprivate func infoFrame(saying info: InfoFrame) throws(AudioFileError) -> [UInt8] {
    let count = LayerThreeFrame.sampleCount + sampleCount % LayerThreeFrame.sampleCount
    let silence = MP3Pieces(settings: settings, sampleCount: count, count: 1)
    let frame = try silence.encode(piece: 0) { StereoBuffer(count: $0.count) }.infoFrame
    guard let patched = info.patched(frame), patched.count == infoFrameLength else {
      throw .libraryFailed(library: "LAME", code: frame.count)
    }
    return patched
  }
}
