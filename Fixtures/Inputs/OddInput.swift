import AudioFiles

/// An input that is hostile, broken or merely unusual, and what a decoder owes to it.
package struct OddInput: Sendable, CustomStringConvertible {
  package enum Expectation: Equatable, Sendable {
    /// An error that says what is wrong.
    case refused
    /// Audio of this length in seconds, give or take what a codec pads.
    case audio(seconds: Double)
    /// Some audio, or an error: the file is broken in its middle.
    case either
  }

  /// The file name, with an extension that may be a lie.
  package let name: String
  package let expectation: Expectation
  private let writer: @Sendable (String) throws -> Void

  init(_ name: String, _ expectation: Expectation, writer: @escaping @Sendable (String) throws -> Void) {
    self.name = name
    self.expectation = expectation
    self.writer = writer
  }

  package var description: String { name }

  /// Writes the input to `path`; the input that is missing writes nothing.
  package func write(to path: String) throws {
    try writer(path)
  }

  /// All cases; their names differ.
  package static var all: [OddInput] { notAudio + brokenFiles + oddSignals + oddFormats }

  /// What is no sound file at all.
  package static var notAudio: [OddInput] {
    [
      OddInput("missing.wav", .refused) { _ in },
      OddInput("empty.wav", .refused) { try FixtureFile.write(bytes: [], to: $0) },
      OddInput("text.mp3", .refused) { path in
        let text = String(repeating: "This is a letter, and no song at all.\n", count: 200)
        try FixtureFile.write(bytes: Array(text.utf8), to: path)
      },
      OddInput("random-bytes.flac", .refused) { path in
        var random = FixtureRandom(seed: 7)
        try FixtureFile.write(bytes: (0..<100_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }, to: path)
      },
      OddInput("header-only.wav", .refused) { path in
        try FixtureFile.write(interleaved: [], to: path)
      },
      OddInput("no-channels.wav", .refused) { path in
        try writeTone(to: path)
        try FixtureFile.patch(path, at: WAVOffset.channelCount, with: [0, 0])
      },
      OddInput("rate-of-4-ghz.wav", .refused) { path in
        try writeTone(to: path)
        try FixtureFile.patch(path, at: WAVOffset.sampleRate, with: [0xFF, 0xFF, 0xFF, 0xFF])
      },
    ]
  }

  /// Sound files that end too early, or whose header promises what does not come.
  package static var brokenFiles: [OddInput] {
    [
      OddInput("truncated.wav", .audio(seconds: 2)) { path in
        try writeTone(to: path, seconds: 4)
        try FixtureFile.truncate(path, toFraction: 0.5)
      },
      OddInput("truncated.flac", .audio(seconds: 2)) { path in
        try FixtureFile.write(interleaved: Signals.noise(seconds: 4, seed: 3), to: path, format: .flac16)
        try FixtureFile.truncate(path, toFraction: 0.5)
      },
      OddInput("truncated.mp3", .audio(seconds: 2)) { path in
        try writeTone(to: path, format: .mp3, seconds: 4)
        try FixtureFile.truncate(path, toFraction: 0.5)
      },
      OddInput("truncated-header.wav", .refused) { path in
        try writeTone(to: path)
        try FixtureFile.truncate(path, toFraction: 0.0001)
      },
      OddInput("claims-4-gib.wav", .audio(seconds: 1)) { path in
        try writeTone(to: path)
        try FixtureFile.patch(path, at: WAVOffset.dataLength, with: [0xF0, 0xFF, 0xFF, 0xFF])
      },
      OddInput("hole-in-the-middle.flac", .either) { path in
        try FixtureFile.write(interleaved: Signals.noise(seconds: 2, seed: 4), to: path, format: .flac16)
        try FixtureFile.patch(path, at: 80_000, with: [UInt8](repeating: 0, count: 10_000))
      },
      OddInput("wav-called.mp3", .audio(seconds: 1)) { try writeTone(to: $0) },
    ]
  }

  static func writeTone(to path: String, format: SoundFileFormat = .wav16, seconds: Double = 1) throws {
    try FixtureFile.write(interleaved: Signals.sine(440, seconds: seconds), to: path, format: format)
  }

  /// Where the fields of a plain WAV header of 44 bytes stand.
  private enum WAVOffset {
    static let channelCount = 22
    static let sampleRate = 24
    static let dataLength = 40
  }
}
