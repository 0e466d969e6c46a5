import AnalysisFiles
import Audio
import BeatTracking
import Testing

struct ExplanationTests {
  private func explanation(_ analysis: SongAnalysis, hints: AnalysisHints = AnalysisHints()) -> String {
    "\(Explanation(analysis, hints: hints))"
  }

  @Test func `the answers come with runners-up, their relation and how sure they are`() {
    let text = explanation(MadeAnalysis.fourFour)
    for words in [
      "120.0 BPM, sure (confidence 0.80)", "60.0 BPM, half of it (0.15)", "4/4", "F# minor, fairly sure",
      "A major, its relative", "B  0:09 to 0:17", "in A major", "-12.3 LUFS",
    ] {
      #expect(text.contains(words), "\(words) in \(text)")
    }
  }

  @Test func `silence has a usable grid, and the explanation admits that it is made up`() {
    let silence = MadeAnalysis.of(StereoBuffer(count: 20 * 44_100))
    let text = explanation(silence)
    #expect(text.contains("no beat was found") && text.contains("made up") && text.contains("--bpm"))
    #expect(text.contains("nothing with a pitch"))
    #expect(AnalysisWarnings.of(silence, hints: AnalysisHints()).count == 1)
  }

  @Test func `a low confidence is admitted and warned of`() {
    var analysis = MadeAnalysis.fourFour
    analysis.tempoConfidence = 0.1
    analysis.beatConfidence = 0.2
    let text = explanation(analysis)
    #expect(text.contains("unsure") && text.contains("Little speaks for this tempo"))
    #expect(text.contains("They may lie between the real beats"))
    #expect(AnalysisWarnings.of(analysis, hints: AnalysisHints()).first?.contains("hard to make out") == true)
  }

  @Test func `what was given is not doubted`() {
    var analysis = MadeAnalysis.fourFour
    analysis.tempoConfidence = 0.1
    var hints = AnalysisHints()
    hints.beats = analysis.beats
    hints.downbeats = analysis.downbeats
    hints.key = analysis.key
    let text = explanation(analysis, hints: hints)
    #expect(!text.contains("sure") && text.contains("were given"))
    #expect(AnalysisWarnings.of(analysis, hints: hints).isEmpty)
  }
}
