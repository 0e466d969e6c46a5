import Audio
import BeatTracking
import Testing

struct FormTests {
  private var verse: [Float] { Signals.part([[48, 60, 64, 67], [45, 60, 64, 69]], gain: 0.3) }
  private var chorus: [Float] { Signals.part([[53, 69, 72, 77, 81, 84], [55, 71, 74, 79, 83, 86]], gain: 0.7) }
  private var bridge: [Float] { Signals.part([[50, 62, 65], [52, 64, 67], [57, 69, 72], [52, 64, 71]], gain: 0.9) }

  /// Neighbours of one label count as one section.
  private func merged(_ sections: [Section]) -> [(label: String, start: Double)] {
    sections.reduce(into: []) { if $0.last?.label != $1.label { $0.append(($1.label, $1.startSeconds)) } }
  }

  @Test func `a song in ternary form has the borders and labels A B A`() throws {
    let a = Signals.part([[48, 60, 64, 67]], gain: 0.3)
    let b = Signals.part([[53, 69, 72, 77, 81, 84]], gain: 0.9)
    let song = Signals.analysis(of: StereoBuffer(mono: a + b + a))
    let first = try #require(song.sections.first { $0.label != "A" })
    #expect(abs(first.startSeconds - 16) < 0.5)
    #expect(merged(song.sections).map(\.label) == ["A", "B", "A"])
    #expect(song.sections.max { $0.energy < $1.energy }?.label == "B")
    #expect(zip(song.sections, song.sections.dropFirst()).allSatisfy { $0.endSeconds == $1.startSeconds })
  }

  @Test func `A B A C is labelled so, with borders on downbeats`() {
    let song = Signals.analysis(of: StereoBuffer(mono: verse + chorus + verse + bridge))
    let parts = merged(song.sections)
    #expect(parts.map(\.label) == ["A", "B", "A", "C"])
    for (part, start) in zip(parts, [0.0, 16, 32, 48]) { #expect(abs(part.start - start) < 0.5) }
    for section in song.sections.dropFirst() { #expect(song.downbeats.contains(section.startSeconds)) }
  }

  @Test func `sections rank by loudness, and the loudest that comes back is the place for a drop`() throws {
    let song = Signals.analysis(of: StereoBuffer(mono: verse + chorus + verse + chorus + bridge))
    #expect(merged(song.sections).map(\.label) == ["A", "B", "A", "B", "C"])
    for section in song.sections { #expect(section.isDropCandidate == (section.label == "B")) }
    let ranked = song.sections.sorted { $0.energyRank < $1.energyRank }
    #expect(ranked.first?.energyRank == 1 && ranked.first?.energy == 1)
    #expect(zip(ranked, ranked.dropFirst()).allSatisfy { $0.energy >= $1.energy })
    let rank = { label in song.sections.filter { $0.label == label }.map(\.energyRank) }
    let (quiet, loud) = (try #require(rank("A").min()), try #require(rank("B").max()))
    #expect(loud < quiet)
  }

  @Test func `the same part played softer and with other notes in it keeps its label`() {
    let softer = verse.map { 0.8 * $0 }
    let song = Signals.analysis(of: StereoBuffer(mono: verse + chorus + softer + chorus))
    #expect(merged(song.sections).map(\.label) == ["A", "B", "A", "B"])
  }

  @Test(arguments: [2, 3, 5, 9])
  func `a song of few beats, and of fewer bars, is one whole`(count: Int) {
    var hints = AnalysisHints()
    hints.beats = (0..<count).map { 0.5 * Double($0) }
    for downbeats in [nil, [0.5]] {
      hints.downbeats = downbeats
      for song in [StereoBuffer(count: 0), Signals.noise(seconds: 0.5 * Double(count) + 0.2)] {
        let analysis = Signals.analysis(of: song, hints: hints)
        #expect(analysis.sections.count == 1 && analysis.rejectedBorders.isEmpty)
        #expect(analysis.sections.first?.startSeconds == 0)
        #expect(analysis.sections.last?.endSeconds == analysis.durationSeconds)
        #expect(analysis.sections.allSatisfy { (0...1).contains($0.energy) && $0.energyRank >= 1 })
        #expect(analysis.beatFeatures.allSatisfy { $0.chroma.allSatisfy(\.isFinite) && $0.level.isFinite })
      }
    }
  }

  @Test func `a song of three hours in which nothing repeats is cut into sections of at most 64 bars, unsurely`() {
    let bars = 5_000
    let frames = bars * 26
    var noise = UInt32(1)
    let features = (0..<frames * FeatureExtractor.floatsPerFrame).map { _ in
      noise = noise &* 1_664_525 &+ 1_013_904_223
      return Float(noise >> 8) / 16_777_216
    }
    var hints = AnalysisHints()
    hints.beats = (0..<bars).map { 0.26 * Double($0) }
    hints.downbeats = hints.beats
    let song = SongAnalysis(
      features: features.span, gatingBlockPowers: [Float]().span,
      source: StereoBuffer(count: frames * FeatureExtractor.hopLength).span, hints: hints)
    let sections = song.sections
    #expect(sections.first?.startSeconds == 0 && sections.last?.endSeconds == song.durationSeconds)
    #expect(zip(sections, sections.dropFirst()).allSatisfy { $0.endSeconds == $1.startSeconds })
    #expect(sections.allSatisfy { $0.startSeconds < $0.endSeconds && $0.energy.isFinite })
    #expect(sections.allSatisfy { $0.endSeconds - $0.startSeconds < 64.5 * 0.26 })
    // Half of the cuts would do as well elsewhere.
    let confidences = sections.dropFirst().map(\.borderConfidence).sorted()
    #expect(confidences[confidences.count / 2] < 0.3 && confidences.allSatisfy { $0 < 0.65 })
  }
}
