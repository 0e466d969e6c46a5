import Glibc

/// What a file is by its first bytes, found before any decoder sees them.
///
/// libsndfile would accept two dozen more formats, most of them rare and little tested: only those named here reach it.
package struct SoundFileProbe {
  enum Kind: String {
    case wav = "WAV"
    case rf64 = "RF64"
    case w64 = "W64"
    case aiff = "AIFF"
    case flac = "FLAC"
    case ogg = "Ogg"
    case mpeg = "MP3"
    case caf = "CAF"
    case au = "AU"
  }

  let kind: Kind
  /// Where the audio file proper starts: tags, zeros or rubbish before it are left out.
  let origin: Int64
  /// Whether the file ends before its own structure says so, where that is known without decoding.
  let isCutShort: Bool
  /// Whether this is a WAV whose sizes were never filled in.
  let isUnclosedWAV: Bool
  /// Whether an MPEG stream begins with a Xing or Info frame, which counts its samples.
  let countsSamples: Bool
  /// Where an MPEG stream ends by its Xing or Info frame, if that is before the end of the file.
  let streamEnd: Int64?

  /// Bytes of rubbish before the first MPEG frame that are tolerated.
  private static let searchLength = 64 * 1024
  /// Zeros before the audio are skipped from this many on.
  private static let shortestPadding = 16

  /// Looks at what starts `offset` bytes into the file.
  package init(descriptor: Int32, offset: Int64 = 0) throws(AudioFileError) {
    var cursor = DescriptorCursor(descriptor: descriptor)
    let length = cursor.length()
    try Self.check(cursor)
    guard length > 0 else { throw .empty }

    let start = Self.endOfTags(in: &cursor, from: offset, length: length)
    let head = cursor.bytes(at: start, count: Self.searchLength)
    try Self.check(cursor)
    if let kind = Self.kind(of: head) {
      self.kind = kind
      origin = start
      countsSamples = false
      streamEnd = nil
      var layout = ContainerLayout(cursor: cursor, origin: start, length: length)
      isUnclosedWAV = kind == .wav && layout.isUnclosedWAV()
      isCutShort = isUnclosedWAV || layout.isCutShort(kind: kind)
    } else if let offset = MPEGFrameHeader.firstStream(in: head, isWholeFile: start + Int64(head.count) == length) {
      kind = .mpeg
      origin = start + Int64(offset)
      isCutShort = false
      isUnclosedWAV = false
      let infoFrame = MPEGFrameHeader.infoFrame(at: offset, in: head)
      countsSamples = infoFrame != nil
      let end = origin + (infoFrame?.byteCount ?? length)
      streamEnd = origin < end && end < length ? end : nil
    } else {
      throw Self.refusal(of: head)
    }
  }

  private static func check(_ cursor: DescriptorCursor) throws(AudioFileError) {
    if cursor.failure != 0 { throw .readFailed(errno: cursor.failure) }
  }

  /// The first byte after leading ID3v2 tags and zeros.
  ///
  /// Some files have several tags, and any kind of audio may follow.
  private static func endOfTags(in cursor: inout DescriptorCursor, from offset: Int64, length: Int64) -> Int64 {
    var position = offset
    while position < length {
      let head = cursor.bytes(at: position, count: 10)
      if let size = id3v2Length(head), position + size <= length {
        position += size
        continue
      }
      let block = cursor.bytes(at: position, count: searchLength)
      // A file that cannot be read, or has become shorter meanwhile.
      if block.isEmpty { break }
      let zeros = block.prefix { $0 == 0 }.count
      // A few zeros are no padding, but part of a format that starts with a number.
      if zeros < shortestPadding && zeros < block.count { break }
      position += Int64(zeros)
      if zeros < block.count && id3v2Length(Array(block[zeros...].prefix(10))) == nil { break }
    }
    return min(position, length)
  }

  /// Bytes of the ID3v2 tag that `head` opens, header and footer included.
  private static func id3v2Length(_ head: [UInt8]) -> Int64? {
    guard head.count == 10, head.starts(with: Array("ID3".utf8)), head[3] < 0xFF, head[4] < 0xFF,
      head[6...9].allSatisfy({ $0 < 0x80 })
    else { return nil }
    let size = head[6...9].reduce(Int64(0)) { $0 << 7 | Int64($1) }
    return size + (head[5] & 0x10 != 0 ? 20 : 10)
  }

  private static func kind(of head: [UInt8]) -> Kind? {
    let text = { (range: Range<Int>) in
      range.upperBound <= head.count ? String(decoding: head[range], as: UTF8.self) : ""
    }
    switch (text(0..<4), text(8..<12)) {
    case ("RIFF", "WAVE"), ("RIFX", "WAVE"): return .wav
    case ("RF64", "WAVE"): return .rf64
    case ("riff", _) where head.starts(with: w64Identifier): return .w64
    case ("FORM", "AIFF"), ("FORM", "AIFC"): return .aiff
    case ("fLaC", _): return .flac
    case ("OggS", _): return .ogg
    case ("caff", _): return .caf
    case (".snd", _): return .au
    default: return nil
    }
  }

  private static let w64Identifier: [UInt8] = [
    0x72, 0x69, 0x66, 0x66, 0x2E, 0x91, 0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00,
  ]

  /// The error for bytes that are none of the kinds.
  private static func refusal(of head: [UInt8]) -> AudioFileError {
    let starts = { (prefix: [UInt8]) in head.starts(with: prefix) }
    if head.count >= 8, Array(head[4..<8]) == Array("ftyp".utf8) {
      return .unsupported(what: "MPEG-4 audio or video (m4a, mp4; convert it to flac or wav)")
    }
    if starts([0x30, 0x26, 0xB2, 0x75]) { return .unsupported(what: "Windows Media audio (wma)") }
    if starts([0x1A, 0x45, 0xDF, 0xA3]) { return .unsupported(what: "Matroska or WebM") }
    if starts(Array("MThd".utf8)) { return .unsupported(what: "MIDI") }
    if starts(Array("MAC ".utf8)) { return .unsupported(what: "Monkey's Audio (ape)") }
    if starts(Array("wvpk".utf8)) { return .unsupported(what: "WavPack") }
    if starts(Array("DSD ".utf8)) || starts(Array("FRM8".utf8)) { return .unsupported(what: "DSD audio") }
    if head.count >= 2, head[0] == 0xFF, head[1] & 0xF6 == 0xF0 { return .unsupported(what: "raw AAC") }

    let known: [([UInt8], String)] = [
      (Array("%PDF".utf8), "a PDF document"), ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
      ([0xFF, 0xD8, 0xFF], "a JPEG picture"), (Array("GIF8".utf8), "a GIF picture"),
      ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive"), ([0x1F, 0x8B], "a gzip archive"),
      ([0x7F, 0x45, 0x4C, 0x46], "a program"), (Array("ID3".utf8), "an ID3 tag cut off before any audio"),
    ]
    if let match = known.first(where: { starts($0.0) }) { return .notAudio(looksLike: match.1) }
    if head.isEmpty { return .notAudio(looksLike: "nothing but tags and zeros") }
    let isText = head.prefix(512).allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
    return .notAudio(looksLike: isText ? "text" : nil)
  }
}

extension DescriptorCursor {
  /// At most `count` bytes from `offset`; fewer at the end of the file.
  mutating func bytes(at offset: Int64, count: Int) -> [UInt8] {
    position = offset
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      initializedCount = unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}
