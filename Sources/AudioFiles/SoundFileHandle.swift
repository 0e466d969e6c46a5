import CSndfile
import Glibc

/// An open libsndfile stream over a descriptor; the only code that speaks to libsndfile.
///
/// libsndfile's "frame" (one sample of every channel) does not leave this file.
@safe  // Both pointers are owned, set once, and used only while the stream is open.
struct SoundFileHandle: ~Copyable {
  private let stream: OpaquePointer
  private let cursor: UnsafeMutablePointer<DescriptorCursor>
  private let info: SF_INFO

  var sampleRate: Int { Int(info.samplerate) }
  var channelCount: Int { Int(info.channels) }
  /// Samples per channel that the header claims; `nil` where it claims nothing.
  ///
  /// Never to be trusted.
  var claimedSampleCount: Int? { info.frames == Int64.max ? nil : Int(info.frames) }

  /// How much of the file the decoder has passed, from 0 to 1; for showing progress.
  var fractionRead: Double {
    var cursor = unsafe cursor.pointee
    let passed = cursor.origin + cursor.position
    return min(1, Double(passed) / Double(max(1, cursor.origin + cursor.length())))
  }

  /// Opens what `probe` found.
  init(readingFrom descriptor: Int32, probe: SoundFileProbe) throws(AudioFileError) {
    var cursor = DescriptorCursor(descriptor: descriptor, origin: probe.origin)
    // Without an Info frame, libsndfile takes the length from the file's and the first frame's bitrate, and stops there: a
    // variable bitrate stream with a loud start lost three quarters of its samples. MP3 bitrates span a factor of 40.
    if probe.kind == .mpeg && !probe.countsSamples { cursor.statedEndFactor = 64 }
    // Only with a size of 8 in the outer header does libsndfile take all that follows for samples.
    if probe.isUnclosedWAV { cursor.patch = (position: 4, bytes: [8, 0, 0, 0]) }
    try self.init(cursor: cursor, mode: Int32(SFM_READ), info: SF_INFO(), formatName: probe.kind.rawValue)
  }

  /// Opens an empty file for writing.
  init(writingTo descriptor: Int32, format: SoundFileFormat, sampleRate: Int, channelCount: Int) throws(AudioFileError)
  {
    var info = SF_INFO()
    info.samplerate = Int32(clamping: sampleRate)
    info.channels = Int32(clamping: channelCount)
    info.format = format.libraryCode
    let name = "\(format.container.rawValue) with \(format.encoding.rawValue) samples"
    guard unsafe sf_format_check(&info) != 0 else {
      throw .unsupported(what: "\(name), \(channelCount) channels at \(sampleRate) Hz")
    }
    try self.init(
      cursor: DescriptorCursor(descriptor: descriptor), mode: Int32(SFM_WRITE), info: info, formatName: name)
    // Loud samples saturate instead of wrapping around; the peak chunk would hold the time of writing.
    unsafe sf_command(stream, Int32(SFC_SET_CLIPPING), nil, Int32(SF_TRUE))
    unsafe sf_command(stream, Int32(SFC_SET_ADD_PEAK_CHUNK), nil, Int32(SF_FALSE))
  }

  private init(
    cursor start: DescriptorCursor, mode: Int32, info: SF_INFO, formatName: String
  ) throws(AudioFileError) {
    var info = info
    var callbacks = Self.callbacks
    let cursor = UnsafeMutablePointer<DescriptorCursor>.allocate(capacity: 1)
    unsafe cursor.initialize(to: start)
    let stream = unsafe Self.silently { unsafe sf_open_virtual(&callbacks, mode, &info, cursor) }
    guard let stream = unsafe stream else {
      let failure = unsafe cursor.pointee.failure
      unsafe cursor.deallocate()
      if failure != 0 { throw mode == SFM_READ ? .readFailed(errno: failure) : .writeFailed(errno: failure) }
      let reason = unsafe sf_strerror(nil).map { unsafe String(cString: $0) } ?? "unknown"
      throw .malformed(format: formatName, reason: Self.oneLine(reason))
    }
    unsafe self.cursor = cursor
    unsafe self.stream = stream
    self.info = info
  }

  /// Names the song, as far as the container has places for it.
  func set(_ tags: SongTags) {
    let texts: [(kind: Int, text: String?)] = [
      (SF_STR_TITLE, tags.title), (SF_STR_ARTIST, tags.artist), (SF_STR_ALBUM, tags.album), (SF_STR_DATE, tags.date),
      (SF_STR_GENRE, tags.genre), (SF_STR_TRACKNUMBER, tags.track), (SF_STR_COMMENT, tags.comment),
    ]
    for (kind, text) in texts {
      if let text { unsafe sf_set_string(stream, Int32(kind), text) }
    }
  }

  deinit {
    _ = Self.silently { unsafe sf_close(stream) }
    unsafe cursor.deallocate()
  }

  /// Fills `interleaved` with whole samples of all channels; returns samples per channel, 0 at the end.
  mutating func read(into interleaved: inout MutableSpan<Float>) throws(AudioFileError) -> Int {
    let wanted = interleaved.count / channelCount
    let count = unsafe interleaved.withUnsafeMutableBufferPointer { buffer -> Int in
      guard let base = buffer.baseAddress else { return 0 }
      return Int(Self.silently { unsafe sf_readf_float(stream, base, sf_count_t(wanted)) })
    }
    let failure = unsafe cursor.pointee.failure
    if failure != 0 { throw .readFailed(errno: failure) }
    return max(0, count)
  }

  /// Turns to a sample; the next that is read is this one, if the decoder can be believed.
  ///
  /// - Returns: Whether there is such a sample, as far as the decoder knows.
  mutating func seek(to sample: Int) -> Bool {
    Self.silently { unsafe sf_seek(stream, sf_count_t(sample), Int32(SEEK_SET)) } == sf_count_t(sample)
  }

  /// The decoder's complaint, if it stopped because of one.
  var complaint: String? {
    guard unsafe sf_error(stream) != 0 else { return nil }
    return unsafe sf_strerror(stream).map { unsafe Self.oneLine(String(cString: $0)) }
  }

  /// Appends whole samples of all channels.
  mutating func write(interleaved: Span<Float>) throws(AudioFileError) {
    try unsafe writeBlocks(of: interleaved) { stream, samples, count in unsafe sf_writef_float(stream, samples, count) }
  }

  /// As above, of integers that span all 32 bits; the encoding keeps the upper ones.
  mutating func write(interleaved: Span<Int32>) throws(AudioFileError) {
    try unsafe writeBlocks(of: interleaved) { stream, samples, count in unsafe sf_writef_int(stream, samples, count) }
  }

  private mutating func writeBlocks<Sample>(
    of interleaved: Span<Sample>, with write: (OpaquePointer, UnsafePointer<Sample>, sf_count_t) -> sf_count_t
  ) throws(AudioFileError) {
    precondition(interleaved.count % channelCount == 0, "samples are written for all channels at once")
    // Vorbis keeps all that it is given at once on the stack, and overflows it.
    let blockLength = 4_096 * channelCount
    for position in stride(from: 0, to: interleaved.count, by: blockLength) {
      let block = interleaved.extracting(position..<min(position + blockLength, interleaved.count))
      let wanted = block.count / channelCount
      let count = unsafe block.withUnsafeBufferPointer { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe Int(write(stream, base, sf_count_t(wanted)))
      }
      let failure = unsafe cursor.pointee.failure
      if failure != 0 { throw .writeFailed(errno: failure) }
      if count != wanted { throw .libraryFailed(library: "libsndfile", code: unsafe Int(sf_error(stream))) }
    }
  }

  /// Writes what is left (encoder tails, the header's final sizes) and closes the stream.
  consuming func close() throws(AudioFileError) {
    let code = unsafe sf_close(stream)
    let failure = unsafe cursor.pointee.failure
    unsafe cursor.deallocate()
    discard self
    if failure != 0 { throw .writeFailed(errno: failure) }
    if code != 0 { throw .libraryFailed(library: "libsndfile", code: Int(code)) }
  }

  /// The container and encoding in short, such as "WAV 16-bit".
  var formatName: String {
    let container =
      switch Int(info.format) & SF_FORMAT_TYPEMASK {
      case SF_FORMAT_WAV, SF_FORMAT_WAVEX: "WAV"
      case SF_FORMAT_RF64: "RF64"
      case SF_FORMAT_W64: "W64"
      case SF_FORMAT_AIFF: "AIFF"
      case SF_FORMAT_AU: "AU"
      case SF_FORMAT_CAF: "CAF"
      case SF_FORMAT_FLAC: "FLAC"
      case SF_FORMAT_OGG: "Ogg"
      case SF_FORMAT_MPEG: "MPEG"
      default: "sound file"
      }
    let encoding =
      switch Int(info.format) & SF_FORMAT_SUBMASK {
      case SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8: "8-bit"
      case SF_FORMAT_PCM_16: "16-bit"
      case SF_FORMAT_PCM_24: "24-bit"
      case SF_FORMAT_PCM_32: "32-bit"
      case SF_FORMAT_FLOAT: "float"
      case SF_FORMAT_DOUBLE: "double"
      case SF_FORMAT_VORBIS: "Vorbis"
      case SF_FORMAT_OPUS: "Opus"
      case SF_FORMAT_MPEG_LAYER_I: "layer I"
      case SF_FORMAT_MPEG_LAYER_II: "layer II"
      case SF_FORMAT_MPEG_LAYER_III: "layer III"
      case SF_FORMAT_ULAW: "mu-law"
      case SF_FORMAT_ALAW: "A-law"
      default: "compressed"
      }
    return container == "MPEG" && encoding == "layer III" ? "MP3" : "\(container) \(encoding)"
  }

  /// What each channel is for, where the file says it of every channel.
  func channelRoles() -> [ChannelRole]? {
    var map = [Int32](repeating: 0, count: channelCount)
    let size = Int32(map.count * MemoryLayout<Int32>.size)
    guard unsafe sf_command(stream, Int32(SFC_GET_CHANNEL_MAP_INFO), &map, size) != 0 else { return nil }
    let roles = map.compactMap(ChannelRole.init(libraryCode:))
    return roles.count == map.count ? roles : nil
  }

  /// Without the messages that libsndfile's own libraries print to stderr.
  private static func silently<Result>(_ body: () -> Result) -> Result {
    csndfile_silence_messages(1)
    defer { csndfile_silence_messages(0) }
    return body()
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}

extension SoundFileHandle {
  private static var callbacks: SF_VIRTUAL_IO {
    unsafe SF_VIRTUAL_IO(
      get_filelen: { unsafe Self.cursor($0).pointee.length() },
      seek: { offset, whence, data in unsafe Self.cursor(data).pointee.seek(to: offset, whence: whence) },
      read: { bytes, count, data in
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: Int(max(0, count)))
        return unsafe Int64(Self.cursor(data).pointee.read(into: buffer))
      },
      write: { bytes, count, data in
        let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(max(0, count)))
        return unsafe Int64(Self.cursor(data).pointee.write(buffer))
      },
      tell: { unsafe Self.cursor($0).pointee.position })
  }

  private static func cursor(_ data: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<DescriptorCursor> {
    guard let data = unsafe data else { preconditionFailure("libsndfile lost the cursor") }
    return unsafe data.assumingMemoryBound(to: DescriptorCursor.self)
  }
}

extension SoundFileFormat {
  fileprivate var libraryCode: Int32 {
    let major =
      switch container {
      case .wav: SF_FORMAT_WAV
      case .wavExtensible: SF_FORMAT_WAVEX
      case .rf64: SF_FORMAT_RF64
      case .w64: SF_FORMAT_W64
      case .aiff: SF_FORMAT_AIFF
      case .flac: SF_FORMAT_FLAC
      case .ogg: SF_FORMAT_OGG
      case .mp3: SF_FORMAT_MPEG
      }
    let minor =
      switch encoding {
      // The wav family knows 8 bits only unsigned, the others only signed.
      case .int8:
        switch container {
        case .wav, .wavExtensible, .rf64, .w64: SF_FORMAT_PCM_U8
        default: SF_FORMAT_PCM_S8
        }
      case .int16: SF_FORMAT_PCM_16
      case .int24: SF_FORMAT_PCM_24
      case .int32: SF_FORMAT_PCM_32
      case .float32: SF_FORMAT_FLOAT
      case .float64: SF_FORMAT_DOUBLE
      case .vorbis: SF_FORMAT_VORBIS
      case .opus: SF_FORMAT_OPUS
      case .mpegLayer3: SF_FORMAT_MPEG_LAYER_III
      }
    return Int32(major | minor)
  }
}

extension ChannelRole {
  /// `nil` for what libsndfile does not know or no speaker plays (ambisonics).
  fileprivate init?(libraryCode: Int32) {
    switch Int(libraryCode) {
    case SF_CHANNEL_MAP_MONO, SF_CHANNEL_MAP_CENTER, SF_CHANNEL_MAP_FRONT_CENTER, SF_CHANNEL_MAP_TOP_FRONT_CENTER,
      SF_CHANNEL_MAP_TOP_CENTER:
      self = .frontCentre
    case SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_FRONT_LEFT, SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER: self = .frontLeft
    case SF_CHANNEL_MAP_RIGHT, SF_CHANNEL_MAP_FRONT_RIGHT, SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER: self = .frontRight
    case SF_CHANNEL_MAP_REAR_LEFT, SF_CHANNEL_MAP_SIDE_LEFT, SF_CHANNEL_MAP_TOP_FRONT_LEFT,
      SF_CHANNEL_MAP_TOP_REAR_LEFT:
      self = .surroundLeft
    case SF_CHANNEL_MAP_REAR_RIGHT, SF_CHANNEL_MAP_SIDE_RIGHT, SF_CHANNEL_MAP_TOP_FRONT_RIGHT,
      SF_CHANNEL_MAP_TOP_REAR_RIGHT:
      self = .surroundRight
    case SF_CHANNEL_MAP_REAR_CENTER, SF_CHANNEL_MAP_TOP_REAR_CENTER: self = .surroundCentre
    case SF_CHANNEL_MAP_LFE: self = .lowFrequencyEffects
    default: return nil
    }
  }
}
