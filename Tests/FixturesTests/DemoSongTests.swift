import Audio
import AudioFiles
import Fixtures
import Foundation
import Testing

@Suite struct `The demo song` {
  @Test func `is in the repository as its generator makes it`() throws {
    let committed = try FixtureFile.decoded(DemoSong.audioPath)
    let made = DemoSong.rendered()
    try #require(committed.count == made.count)
    var difference = 0.0
    for index in 0..<made.count {
      difference += pow(Double(committed.left[index] - made.left[index]), 2)
      difference += pow(Double(committed.right[index] - made.right[index]), 2)
    }
    // On the kind of machine that made the file the difference is 0; the mathematical library of another may round
    // otherwise here and there.
    let level = Decibels.decibels(fromPower: difference / Double(2 * made.count))
    #expect(level < -80)
  }

  @Test func `has its truth beside it`() throws {
    let committed = try Data(contentsOf: URL(filePath: DemoSong.truthPath))
    #expect(try JSONDecoder().decode(DemoTruth.self, from: committed) == DemoSong.truth)
    #expect(try committed == DemoSong.truth.json())
  }

  @Test func `is small enough to be cloned with the program`() throws {
    let size = try #require(
      try FileManager.default.attributesOfItem(atPath: DemoSong.audioPath)[.size] as? Int)
    #expect(size <= 3_000_000)
  }

  @Test func `has steady beats, four to the bar, in sections that follow each other`() {
    let truth = DemoSong.truth
    #expect(truth.duration >= 60)
    for (beat, next) in zip(truth.beats, truth.beats.dropFirst()) { #expect(abs(next - beat - 60 / 112) < 2e-6) }
    #expect(truth.downbeats == stride(from: 0, to: truth.beats.count, by: 4).map { truth.beats[$0] })
    #expect(truth.sections.map(\.label) == ["intro", "verse", "chorus", "verse", "chorus", "outro"])
    #expect(truth.sections.first?.start == 0 && truth.sections.last?.end == truth.duration)
    for (section, next) in zip(truth.sections, truth.sections.dropFirst()) {
      #expect(section.end == next.start)
      #expect(truth.downbeats.contains(next.start))
    }
  }

  @Test func `is louder in its choruses than in its verses, and softest at its ends`() {
    let song = DemoSong.rendered()
    let levels = DemoSong.truth.sections.map { section in
      let range =
        WorkingFormat.sampleIndex(atSeconds: section.start)..<WorkingFormat.sampleIndex(atSeconds: section.end)
      return Decibels.decibels(fromPower: song.left[range].reduce(0) { $0 + Double($1 * $1) } / Double(range.count))
    }
    #expect(levels[2] > levels[1] + 2 && levels[4] > levels[3] + 2)
    #expect(levels[1] > levels[0] + 3 && levels[3] > levels[5] + 3)
  }

  @Test func `never reaches full scale`() {
    let song = DemoSong.rendered()
    let peak = max(song.left.max() ?? 0, song.right.max() ?? 0, -(song.left.min() ?? 0), -(song.right.min() ?? 0))
    #expect(peak > 0.5 && peak < 0.75)
  }
}
