import Fixtures
import Foundation

/// Inputs of the end-to-end tests.
enum Songs {
  /// The repository's own demo song.
  static var demo: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/demo.flac").path
  }

  /// Ten seconds of clicks at 120 BPM: the shortest job that has everything.
  static func clicks(in folder: TemporaryFolder, name: String = "clicks.wav") throws -> String {
    let path = folder.path(name)
    try FixtureFile.write(interleaved: ClickTrack(beatsPerMinute: 120, seconds: 10).samples, to: path)
    return path
  }
}
