import Audio
import BeatTracking
import Testing

struct SongAnalysisTests {
  @Test func `beats, bars and sections lie within the song, in order`() {
    let song = Signals.analysis(of: Signals.clicks(beatsPerMinute: 133, from: 1, seconds: 25))
    #expect(song.durationSeconds == 25 && song.sampleCount == 25 * 44_100)
    #expect(song.beats.allSatisfy { (0..<25).contains($0) })
    #expect(zip(song.beats, song.beats.dropFirst()).allSatisfy { $0 < $1 })
    #expect(song.sections.first?.startSeconds == 0 && song.sections.last?.endSeconds == 25)
    #expect(song.sections.allSatisfy { $0.startSeconds < $0.endSeconds })
  }
}
