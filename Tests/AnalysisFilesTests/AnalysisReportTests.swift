import AnalysisFiles
import Audio
import BeatTracking
import Foundation
import Testing

struct AnalysisReportTests {
  @Test func `a report has every key, with null for a loudness that there is not`() throws {
    let object = try object(AnalysisReport(MadeAnalysis.of(StereoBuffer(count: 0))).json())
    #expect(
      Set(object.keys) == [
        "bpm", "bpmConfidence", "bpmCandidates", "isSteady", "beats", "beatConfidence", "downbeats",
        "downbeatConfidence", "beatsPerBar", "meter", "meterCandidates", "key", "keyConfidence", "keyCandidates",
        "tuningCents", "sections", "rejectedBorders", "duration", "loudnessLUFS", "beatFeatures", "onsets",
      ])
    #expect(object["loudnessLUFS"] is NSNull)
  }

  @Test func `a report tells of beats, bars, key, sections and what sounds on each beat`() throws {
    let report = try object(AnalysisReport(MadeAnalysis.fourFour).json())
    #expect(report["bpm"] as? Double == 120 && report["meter"] as? String == "4/4")
    #expect((report["beats"] as? [Double])?.prefix(2) == [0.25, 0.75])
    #expect(report["key"] as? String == "F# minor")
    let sections = try #require(report["sections"] as? [[String: Any]])
    #expect(sections[0]["key"] == nil && sections[1]["key"] as? String == "A major")
    let features = try #require(report["beatFeatures"] as? [String: Any])
    #expect((features["root"] as? [String])?.first == "F#" && (features["chroma"] as? [[Double]])?.count == 32)
    let onsets = try #require(report["onsets"] as? [String: [Double]])
    #expect(onsets == ["times": [0.25, 0.5], "strengths": [1, 0.25]])
  }

  @Test func `a list of numbers stands in one line`() throws {
    let text = String(decoding: AnalysisReport(MadeAnalysis.fourFour).json(), as: UTF8.self)
    #expect(text.split(separator: "\n").contains { $0.contains("\"downbeats\" : [0.75, 2.75, ") })
  }

  private func object(_ json: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
  }
}
