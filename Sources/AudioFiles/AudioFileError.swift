/// Why audio, or its tags, could not be read or written.
package enum AudioFileError: Error, Equatable, Sendable {
  /// The file has no bytes.
  case empty
  /// The bytes are not audio; `looksLike` says what they resemble, where that is known.
  case notAudio(looksLike: String?)
  /// Audio, or a choice of format, that this program does not handle.
  case unsupported(what: String)
  /// Audio of `format` whose bytes make no sense; `reason` is the decoder's own text.
  case malformed(format: String, reason: String)
  /// The header is sound and not one sample follows it.
  case noSamples(format: String)
  /// A sample rate in Hz outside of `DecodingStream.sampleRates`.
  case unreasonableSampleRate(Int)
  /// More bytes than a sample of an instrument has.
  case tooLarge(limitBytes: Int)
  /// Longer than a sample of an instrument is.
  case tooLong(limitSeconds: Int)
  /// Reading the descriptor failed with this errno.
  case readFailed(errno: Int32)
  /// Writing the descriptor failed with this errno.
  case writeFailed(errno: Int32)
  /// Settings that MP3 encoding does not know; `reason` names the setting and its range.
  case invalidMP3Settings(reason: String)
  /// `library` refused to work, with its own code.
  case libraryFailed(library: String, code: Int)
  case outOfMemory
}

extension AudioFileError: CustomStringConvertible {
  /// One line, without the file's name, that a person can act on.
  package var description: String {
    switch self {
    case .empty: "the file is empty"
    case .notAudio(let looksLike?): "not audio: it looks like \(looksLike)"
    case .notAudio(nil): "not audio, or not in a format that can be read (wav, aiff, flac, ogg, opus, mp3)"
    case .unsupported(let what): "\(what) is not supported"
    case .malformed(let format, let reason): "damaged \(format) file: \(reason)"
    case .noSamples(let format): "the \(format) file holds no audio, only a header"
    case .unreasonableSampleRate(let rate):
      "a sample rate of \(rate) Hz is outside of what is read "
        + "(\(DecodingStream.sampleRates.lowerBound) to \(DecodingStream.sampleRates.upperBound) Hz)"
    case .tooLarge(let limit):
      "it is larger than \(limit >> 20) MiB; cut it to the one sound that the instrument plays"
    case .tooLong(let limit): "it is longer than \(limit) s; cut it to the one sound that the instrument plays"
    case .readFailed(let errno): "reading failed: \(Self.text(ofErrno: errno))"
    case .writeFailed(let errno): "writing failed: \(Self.text(ofErrno: errno))"
    case .invalidMP3Settings(let reason): "MP3 settings: \(reason)"
    case .libraryFailed(let library, let code): "\(library) failed with code \(code)"
    case .outOfMemory: "out of memory"
    }
  }
}
