import Audio
import BeatTracking
import Testing

struct SectionBorderTests {
  private let verse = Signals.part([[48, 60, 64, 67], [45, 60, 64, 69]], gain: 0.3)
  private let chorus = Signals.part([[53, 69, 72, 77, 81, 84], [55, 71, 74, 79, 83, 86]], gain: 0.7)
  private let bridge = Signals.part([[50, 62, 65], [52, 64, 67], [57, 69, 72], [52, 64, 71]], gain: 0.9)

  private func analysis(_ song: [Float]) -> SongAnalysis { Signals.analysis(of: StereoBuffer(mono: song)) }

  private func section(of song: SongAnalysis, at seconds: Double) throws -> Section {
    try #require(song.sections.first { abs($0.startSeconds - seconds) < 0.5 })
  }

  @Test func `where one part gives way to another a border is sure, and surer than within a part`() throws {
    let song = analysis(verse + chorus + verse + bridge)
    #expect(song.sections.first?.borderConfidence == 1 && song.sections.first?.border == nil)
    for (section, before) in zip(song.sections.dropFirst(), song.sections) {
      let isNew = section.label != before.label
      #expect(isNew ? section.borderConfidence > 0.95 : section.borderConfidence < 0.8, "\(section)")
    }
    #expect(Set(song.sections.map(\.label)) == ["A", "B", "C"])
  }

  @Test func `a border tells what changes there, and by how many decibels`() throws {
    let song = analysis(verse + chorus + verse + bridge)
    let border = try #require(try section(of: song, at: 16).border)
    #expect(Set(border.changes) == [.chords, .bass, .timbre, .rhythm])
    // The chorus has a gain of 0.7 for 0.3, and six notes for four.
    let step = try #require(border.levelStepDB)
    #expect((7.4...11).contains(step))
    let back = try #require(try section(of: song, at: 32).border?.levelStepDB)
    #expect(abs(step + back) < 0.1)
  }

  @Test func `other chords are told as such, and busier drums under the same chords as a change of rhythm alone`()
    throws
  {
    let other = Signals.part([[50, 62, 65, 69], [43, 59, 62, 67]], gain: 0.3)
    let chords = try #require(try section(of: analysis(verse + other + verse + other), at: 16).border)
    #expect(chords.changes.contains(.chords) && chords.changes.contains(.bass))
    #expect(abs(chords.levelStepDB ?? 9) < 1.5)
    let hats = Signals.clicks(beatsPerMinute: 120, from: 0.25, seconds: 16, accentEvery: 1_000).left
    let busier = zip(verse, hats).map { $0 + 0.3 * $1 }
    let drums = try #require(try section(of: analysis(verse + busier + verse + busier), at: 16).border)
    #expect(drums.changes.contains(.rhythm) && !drums.changes.contains(.chords), "\(drums)")
  }

  @Test func `a repeat names the section that it repeats, and what is new repeats none`() throws {
    let song = analysis(verse + chorus + verse + bridge)
    #expect(song.sections.first?.resemblance == nil)
    let repeated = try #require(try section(of: song, at: 32).resemblance)
    #expect(repeated.label == "A" && repeated.startSeconds == 0 && repeated.likeness > 0.9)
    for start in [16.0, 48] {
      let new = try section(of: song, at: start)
      let nearest = try #require(new.resemblance)
      #expect(nearest.label != new.label && nearest.likeness < 0.6)
    }
  }

  @Test func `where a part comes back its border points to the other place`() throws {
    let song = analysis(verse + chorus + bridge + chorus)
    let (first, second) = (try section(of: song, at: 16), try section(of: song, at: 48))
    let other = try #require(second.border?.repetitionSeconds)
    #expect(other == first.startSeconds)
  }

  @Test func `one part played twice is one section, and the border between was considered`() throws {
    let song = analysis(verse + verse)
    #expect(song.sections.count == 1)
    let rejected = try #require(song.rejectedBorders.first)
    #expect(abs(rejected.answer - 16) < 0.5 && rejected.score < 1)
  }

  @Test func `without a beat no border is said to have been considered`() {
    #expect(analysis([Float](repeating: 0, count: 60 * 44_100)).rejectedBorders.isEmpty)
  }

  @Test func `borders that were not made come the likeliest first, and none beside a border that was`() {
    for parts in [verse + verse + verse, verse + verse + chorus + chorus, verse + chorus + bridge] {
      let song = analysis(parts)
      let rejected = song.rejectedBorders
      #expect(!rejected.isEmpty)
      #expect(zip(rejected, rejected.dropFirst()).allSatisfy { $0.score >= $1.score })
      #expect(rejected.allSatisfy { (0.02...1).contains($0.score) && song.downbeats.contains($0.answer) })
      for candidate in rejected {
        // Four bars of 2 s.
        #expect(song.sections.allSatisfy { abs($0.startSeconds - candidate.answer) > 7 })
      }
    }
  }
}
