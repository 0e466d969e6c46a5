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
