/// The sound file that a song is written as.
package enum SongFormat: Equatable, Sendable {
  case mp3(MP3Settings)
  /// 24 bits a sample: finer than any noise that would have to be added to hide the rounding.
  case wav
  /// As `wav`.
  case flac

  /// Whether what is decoded is what was written.
  package var isLossless: Bool {
    if case .mp3 = self { false } else { true }
  }
}

extension SongFormat {
  /// The format, and who has to do with its encoding.
  package var inWords: String {
    let shared = "in pieces by all workers"
    let serial = "in order by one process"
    switch self {
    case .wav: return "WAV, 24 bits, \(serial)"
    case .flac: return "FLAC, 24 bits, \(serial)"
    case .mp3(let settings):
      let encoding =
        switch settings.mode {
        case .constant(let bitrate): "\(bitrate) kbit/s"
        case .average(let bitrate): "\(bitrate) kbit/s on average"
        case .variable(let quality): "V\(quality)"
        }
      return "MP3, \(encoding), \(settings.isJoinable ? shared : serial)"
    }
  }
}
