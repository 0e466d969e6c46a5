import Audio
import Fixtures
import Foundation
import Testing

@Suite(.serialized)
struct OddInputTests {
  @Test(arguments: OddInput.all)
  func `an odd input gives a remix or one clear line, and leaves nothing behind`(_ odd: OddInput) throws {
    let folder = try TemporaryFolder()
    try odd.write(to: folder.path(odd.name))
    let before = folder.names
    let run = try Program.run([folder.path(odd.name), "-o", folder.path("out.mp3"), "--quiet"], in: folder)
    switch odd.expectation {
    case .refused: #expect(run.status == (odd.name.hasPrefix("missing") ? 66 : 65))
    case .audio: #expect(run.status == 0)
    case .either: #expect([0, 65].contains(run.status))
    }
    if run.status == 0 {
      #expect(run.errors.isEmpty)
      #expect(folder.names == (before + ["out.mp3"]).sorted())
      let remix = try FixtureFile.decoded(folder.path("out.mp3"))
      // Sixteen beats at 140 BPM are the least that any song is taken for.
      #expect(remix.count >= 16 * 18_900)
      let isLoud = remix.left.contains { abs($0) > 0.1 }
      #expect(isLoud && remix.left.allSatisfy { $0.isFinite })
    } else {
      #expect(run.complaints.count == 1 && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
      #expect(run.errors.contains(odd.name))
      #expect(folder.names == before)
    }
  }

  @Test func `an analysis of any odd input that is audio has a usable grid`() throws {
    for odd in OddInput.oddSignals {
      let folder = try TemporaryFolder()
      try odd.write(to: folder.path(odd.name))
      let run = try Program.run(["analyze", folder.path(odd.name), "--json", "-", "--quiet"], in: folder)
      #expect(run.status == 0, "\(odd)")
      let analysis = try JSONDecoder().decode(AnalysisAnswer.self, from: run.output)
      #expect(analysis.bpm > 20 && analysis.bpm < 400 && !analysis.beats.isEmpty && !analysis.sections.isEmpty)
    }
  }
}

/// What `analyze` prints.
struct AnalysisAnswer: Codable {
  struct Section: Codable {
    let start: Double
    let end: Double
    let label: String
  }

  let bpm: Double
  let beats: [Double]
  let downbeats: [Double]
  let key: String
  let sections: [Section]
  let duration: Double
  let loudnessLUFS: Double?
}

struct LongSongTests {
  @Test func `three hours of audio give a remix`() throws {
    let folder = try TemporaryFolder()
    let song = folder.path("long.wav")
    let minute = Signals.sine(440, seconds: 60, sampleRate: 8_000)
    try FixtureFile.write(
      interleaved: Array(repeating: minute, count: 180).flatMap(\.self), to: song, sampleRate: 8_000)
    let run = try Program.run([song, "-o", folder.path("out.mp3"), "-q", "--quality", "9"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let refused = try Program.run([song, "-o", folder.path("no.mp3"), "-q", "--max-minutes", "100"], in: folder)
    #expect(refused.status == 65 && refused.complaints.count == 1)
    #expect(folder.names == ["long.wav", "out.mp3"])
  }
}
