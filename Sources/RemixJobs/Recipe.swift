package import AudioFiles

/// Everything that is needed to make a remix again, byte for byte: a value that is written as JSON.
package struct Recipe: Codable, Equatable, Sendable {
  /// Grows when a program that knows this format could misread the next one.
  package static let currentFormat = 1

  package var formatVersion = currentFormat
  /// Of the program that made the remix; another may make another remix.
  package var programVersion: String
  package var song: Song
  package var output: Output
  package var style: StyleText
  package var remix: Remix
  package var hints: Hints
  package var samples: Samples?

  package struct Song: Codable, Equatable, Sendable {
    /// Absolute; `nil` if the song came from standard input.
    package var path: String?
    /// The remix's title, if the song's tags have none.
    package var fallbackTitle: String?
    /// Of the file's bytes, in hexadecimal.
    package var sha256: String
  }

  package struct Output: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Equatable, Sendable {
      case mp3
      case flac
      case wav
    }

    package var kind: Kind
    /// Of an MP3.
    package var mp3: MP3Settings?
    /// Of the finished remix, in hexadecimal; a recipe without it is followed unchecked.
    package var sha256: String?
  }

  package struct StyleText: Codable, Equatable, Sendable {
    package struct Base: Codable, Equatable, Sendable {
      package var name: String
      package var text: String
    }

    package var name: String
    /// The whole style, as its file has it.
    package var text: String
    /// The file of the built-in style that it extends: that of another program may be another.
    package var base: Base?
  }

  /// What the options of a remix say.
  package struct Remix: Codable, Equatable, Sendable {
    package enum Length: String, Codable, Equatable, Sendable {
      case full
      case radio
      /// As `lengthSeconds` says.
      case seconds
    }

    package var seed: UInt64
    package var length: Length
    package var lengthSeconds: Double?
    package var targetBeatsPerMinute: Double?
    package var wub: Double?
    package var previewSeconds: Double?
    package var targetLoudnessLUFS: Double
    package var truePeakCeilingDB: Double
  }

  package struct Hints: Codable, Equatable, Sendable {
    /// Beats per minute.
    package var tempo: Double?
    /// Whether the tempo is an order.
    package var isTempoExact: Bool?
    package var key: String?
    package var downbeatOffset: Int
    package var usesNetwork: Bool
    /// The contents of the file of beats.
    package var beats: String?
  }

  package struct Samples: Codable, Equatable, Sendable {
    package struct File: Codable, Equatable, Sendable {
      package var name: String
      package var sha256: String
    }

    /// Of the folder, absolute.
    package var path: String
    /// In the order of their names.
    package var files: [File]
  }
}
