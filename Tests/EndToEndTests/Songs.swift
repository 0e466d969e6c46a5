import AudioFiles
import Fixtures
import Foundation

/// Inputs of the end-to-end tests.
enum Songs {
  /// The repository's own demo song.
  static var demo: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/demo.flac").path
  }

  /// A second of clicks at 120 BPM: the shortest job that there is.
  static func second(in folder: TemporaryFolder) throws -> String {
    let path = folder.path("second.wav")
    try FixtureFile.write(interleaved: ClickTrack(beatsPerMinute: 120, seconds: 1).samples, to: path)
    return path
  }

  /// Ten seconds of clicks at 120 BPM: the shortest job that has everything.
  static func clicks(in folder: TemporaryFolder, name: String = "clicks.wav") throws -> String {
    let path = folder.path(name)
    try FixtureFile.write(interleaved: ClickTrack(beatsPerMinute: 120, seconds: 10).samples, to: path)
    return path
  }
}

extension Songs {
  /// A folder of recordings of a quarter of a second each, in the format that their names say.
  static func samples(_ names: [String], in folder: TemporaryFolder) throws -> String {
    let path = folder.path("samples")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let tone = (0..<11_025).map { Float($0 % 100) / 200 - 0.25 }
    for name in names {
      let format: SoundFileFormat =
        switch (name as NSString).pathExtension {
        case "flac": .flac24
        case "ogg": .oggVorbis
        case "aiff": SoundFileFormat(.aiff, .int16)
        default: .wav16
        }
      try FixtureFile.write(interleaved: tone, to: path + "/" + name, format: format)
    }
    return path
  }
}
