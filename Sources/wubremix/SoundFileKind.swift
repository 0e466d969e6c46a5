import ArgumentParser
import AudioFiles

/// A kind of sound file that is written, by the ending of its name: `--mp3`, `--flac`, `--wav`.
enum SoundFileKind: String, EnumerableFlag {
  case mp3
  case flac
  case wav

  static func help(for value: SoundFileKind) -> ArgumentHelp? {
    switch value {
    case .mp3: "Write MP3, where the output's name does not say it."
    case .flac: "Write FLAC, 24 bits."
    case .wav: "Write WAV, 24 bits."
    }
  }

  func format(mp3 settings: MP3Settings) -> SongFormat {
    switch self {
    case .mp3: .mp3(settings)
    case .flac: .flac
    case .wav: .wav
    }
  }
}
