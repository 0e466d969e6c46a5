import Audio
import BeatTracking
import Testing

struct HintsTests {
  private let song = Signals.clicks(beatsPerMinute: 120, seconds: 20)

  @Test func `given beats and downbeats replace those that would be found`() {
    var hints = AnalysisHints()
    hints.beats = (0..<24).map { 0.3 + 0.75 * Double($0) }
    hints.downbeats = stride(from: 2, to: 24, by: 3).map { 0.3 + 0.75 * Double($0) + 0.0004 }
    let analysis = Signals.analysis(of: song, hints: hints)
    #expect(analysis.beats == hints.beats && abs(analysis.beatsPerMinute - 80) < 1e-9)
    #expect(analysis.downbeats == stride(from: 2, to: 24, by: 3).map { analysis.beats[$0] })
    #expect(analysis.meter.beatsPerBar == 3)
    #expect(analysis.beatFeatures.count == 23)
    #expect(analysis.tempoConfidence == 1 && analysis.downbeatConfidence == 1)
  }

  @Test func `given beats without downbeats get bars of their own`() {
    var hints = AnalysisHints()
    hints.beats = (0..<40).map { 0.5 * Double($0) }
    let analysis = Signals.analysis(of: song, hints: hints)
    #expect(analysis.beats == hints.beats)
    #expect(analysis.downbeats.prefix(3) == [0, 2, 4])
  }

  @Test(arguments: [-5, -4, -1, 0, 1, 2, 4, 7])
  func `downbeats move by whole beats and still cover the song`(offset: Int) {
    let heard = Signals.analysis(of: song)
    var hints = AnalysisHints()
    hints.downbeatOffset = offset
    let moved = Signals.analysis(of: song, hints: hints)
    #expect(moved.beats == heard.beats)
    let places = moved.downbeatIndices
    let before = heard.downbeatIndices
    #expect(before.count >= 8)
    #expect(places.allSatisfy { ($0 - before[0] - offset).isMultiple(of: 4) })
    #expect(places[0] < 4 && places[places.count - 1] >= moved.beats.count - 4)
  }

  @Test func `a given key replaces the one that is heard`() {
    var hints = AnalysisHints()
    hints.key = Key("Eb major")
    let analysis = Signals.analysis(of: Signals.chords([[57, 60, 64]], secondsEach: 8), hints: hints)
    #expect(analysis.key == hints.key && analysis.keyConfidence == 1)
  }
}
