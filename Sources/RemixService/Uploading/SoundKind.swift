/// What a file is, by its first bytes.
package enum SoundKind: String, CaseIterable {
  case wav = "audio/wav"
  case aiff = "audio/aiff"
  case flac = "audio/flac"
  case ogg = "audio/ogg"
  case mp3 = "audio/mpeg"

  /// So many bytes are enough to tell.
  static let headLength = 1 << 16

  /// - Parameter head: The file's first bytes.
  /// - Returns: `nil` for what is surely nothing that can be remixed; what only looks like a song is found out when it is decoded.
  package init?(head: some RandomAccessCollection<UInt8>) {
    func has(_ text: String, at offset: Int = 0) -> Bool {
      head.dropFirst(offset).starts(with: Array(text.utf8))
    }
    if (has("RIFF") || has("RF64") || has("RIFX")) && has("WAVE", at: 8) {
      self = .wav
    } else if has("FORM") && (has("AIFF", at: 8) || has("AIFC", at: 8)) {
      self = .aiff
    } else if has("fLaC") {
      self = .flac
    } else if has("OggS") {
      self = .ogg
    } else if has("ID3") || Self.hasFrame(head) {
      self = .mp3
    } else {
      return nil
    }
  }

  /// Whether a header of MPEG audio stands somewhere: junk may come before the first.
  private static func hasFrame(_ head: some RandomAccessCollection<UInt8>) -> Bool {
    var (first, second): (UInt8, UInt8) = (0, 0)
    for byte in head {
      // Sync, any version but the reserved, layer 3 or 2; then a bitrate and a rate that exist.
      let isHeader =
        first == 0xFF && second & 0xE0 == 0xE0 && second & 0x18 != 0x08 && second & 0x06 != 0 && second & 0x06 != 6
      if isHeader, byte & 0xF0 != 0xF0, byte & 0x0C != 0x0C { return true }
      (first, second) = (second, byte)
    }
    return false
  }
}
