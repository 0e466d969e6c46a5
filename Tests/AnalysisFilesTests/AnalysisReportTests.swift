import Audio
import BeatTracking
import Foundation
import RemixJobs
import Testing

struct AnalysisReportTests {
  @Test func `a report has every key, with null for a loudness that there is not`() throws {
    let features: [Float] = []
    let analysis = SongAnalysis(
      features: features.span, gatingBlockPowers: features.span, source: StereoBuffer(count: 0).span)
    let json = try AnalysisReport(analysis).json()
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    #expect(
      Set(object.keys) == ["bpm", "beats", "downbeats", "key", "sections", "duration", "loudnessLUFS"])
    #expect(object["loudnessLUFS"] is NSNull)
  }
}
