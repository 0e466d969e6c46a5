import AnalysisFiles
import BeatTracking
import Foundation
import Testing

struct SectionExplanationTests {
  /// A, B, A, with what is known of their borders.
  private var threeParts: SongAnalysis {
    var analysis = MadeAnalysis.fourFour
    analysis.sections = [
      Section(startSeconds: 0, endSeconds: 6, label: "A", energy: 0.5),
      Section(startSeconds: 6, endSeconds: 12, label: "B", energy: 1),
      Section(startSeconds: 12, endSeconds: 17, label: "A", energy: 0.5),
    ]
    var border = SectionBorder(confidence: 0.97)
    border.changes = [.chords, .bass, .timbre]
    border.levelStepDB = 6.2
    border.repetitionSeconds = 14
    analysis.sections[1].border = border
    analysis.sections[1].resemblance = SectionResemblance(startSeconds: 0, label: "A", likeness: 0.41)
    border = SectionBorder(confidence: 0.2)
    border.changes = [.rhythm]
    border.levelStepDB = -0.4
    border.repetitionSeconds = 0
    border.alternative = Candidate(14, score: 0.5)
    analysis.sections[2].border = border
    analysis.sections[2].resemblance = SectionResemblance(startSeconds: 0, label: "A", likeness: 0.93)
    analysis.rejectedBorders = [Candidate(9, score: 0.3), Candidate(3, score: 0.002)]
    return analysis
  }

  private func lines(_ analysis: SongAnalysis) -> [String] {
    let text = "\(Explanation(analysis, hints: AnalysisHints()))"
    return text.split(separator: "\n").map(String.init)
  }

  @Test func `each section tells what it repeats, why it starts where it does and how sure that is`() {
    let lines = lines(threeParts)
    for line in [
      "Sections: 3, the same letter for what sounds alike.",
      "  A  0:00 to 0:06, loudness rank 1",
      "  B  0:06 to 0:12, loudness rank 1, new (41% like A)",
      "       Its start is sure (confidence 0.97): chords, bass line and timbre change, 6 dB louder, "
        + "what starts here is also heard at 0:14.",
      "  A  0:12 to 0:17, loudness rank 1, like 0:00 (93%)",
      "       Its start is unsure (confidence 0.20): rhythm changes, what starts at 0:00 starts again.",
    ] {
      #expect(lines.contains(line), "\(line) in \(lines)")
    }
  }

  @Test func `borders that were not made, or might lie elsewhere, are told by how near they came`() {
    let words = "  Also considered: the start at 0:12 2.0 s later (0.50), a border at 0:09 (0.30)."
    #expect(lines(threeParts).contains(words))
  }

  @Test func `a border for which nothing speaks is admitted to be a guess`() {
    var analysis = threeParts
    analysis.sections[1].border = SectionBorder(confidence: 0)
    let words =
      "       Its start is a guess (confidence 0.00): little changes, but it makes for sections of a usual length."
    #expect(lines(analysis).contains(words))
  }

  @Test func `a song of one section says so`() {
    var analysis = MadeAnalysis.fourFour
    analysis.sections = [Section(startSeconds: 0, endSeconds: 17, label: "A", energy: 1)]
    analysis.rejectedBorders = [Candidate(8, score: 0.4)]
    let lines = lines(analysis)
    #expect(lines.contains("Sections: one, as nothing in it changes or comes back clearly enough for a border."))
    #expect(lines.contains("  Also considered: a border at 0:08 (0.40)."))
  }

  @Test func `reports bear the confidence of each border, and borders that were not made`() throws {
    let report = AnalysisReport(threeParts)
    #expect(report.sections.map(\.borderConfidence) == [1, 0.97, 0.2])
    #expect(report.rejectedBorders.map(\.value) == [9, 3] && report.rejectedBorders.first?.score == 0.3)
    let json = JAMSDocument(threeParts, title: "", programVersion: "1").json()
    let document = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    let annotations = try #require(document["annotations"] as? [[String: Any]])
    let segments = try #require(annotations.first { $0["namespace"] as? String == "segment_open" })
    let confidences = (segments["data"] as? [[String: Any]])?.compactMap { $0["confidence"] as? Double }
    #expect(confidences == [1, 0.97, 0.2])
  }
}
