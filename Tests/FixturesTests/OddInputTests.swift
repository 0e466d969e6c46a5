import Audio
import AudioFiles
import Fixtures
import Foundation
import Testing

@Suite struct `Odd inputs` {
  @Test(arguments: OddInput.all)
  func `decode, or are refused, as they say`(input: OddInput) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "odd-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: input.name).path
    try input.write(to: path)

    switch input.expectation {
    case .refused:
      #expect(throws: (any Error).self) { try FixtureFile.decoded(path) }
    case .audio(let seconds):
      let song = try FixtureFile.decoded(path)
      #expect(song.left.allSatisfy(\.isFinite) && song.right.allSatisfy(\.isFinite))
      if seconds < 0.001 {
        #expect(song.count == 1)
      } else {
        // MP3 pads by up to three of its frames, and half of its bytes are not quite half of its time.
        #expect(abs(WorkingFormat.seconds(ofSamples: song.count) - seconds) < 0.15)
      }
    case .either:
      _ = try? FixtureFile.decoded(path)  // Only a crash would be wrong.
    }
  }

  @Test func `have different names`() {
    #expect(Set(OddInput.all.map(\.name)).count == OddInput.all.count)
  }
}
