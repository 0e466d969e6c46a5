import AnalysisFiles
import BeatTracking
import Foundation
import Testing

struct LabelTests {
  @Test func `madmom's text has a line per beat, and counts a pickup towards the first bar`() {
    let lines = text(LabelText.madmom(MadeAnalysis.fourFour)).split(separator: "\n")
    #expect(lines.count == 33)
    #expect(lines.prefix(6) == ["0.2500\t4", "0.7500\t1", "1.2500\t2", "1.7500\t3", "2.2500\t4", "2.7500\t1"])
  }

  @Test func `Audacity's labels are points on beats and regions on sections`() {
    #expect(text(LabelText.audacityBeats(MadeAnalysis.fourFour)).hasPrefix("0.250000\t0.250000\t4\n0.750000\t"))
    #expect(
      text(LabelText.audacitySections(MadeAnalysis.fourFour)) == "0.000000\t8.750000\tA\n8.750000\t17.000000\tB\n")
  }

  @Test func `what is written of beats and downbeats reads back`() throws {
    let made = MadeAnalysis.fourFour
    for bytes in [
      LabelText.madmom(made), LabelText.audacityBeats(made), AnalysisReport(made).json(),
      JAMSDocument(made, title: "A", programVersion: "1").json(),
    ] {
      let read = try BeatsFile(bytes).within(durationSeconds: made.durationSeconds)
      #expect(read.beats == made.beats && read.downbeats == made.downbeats)
    }
  }

  @Test func `JAMS has the namespaces and fields that its schema asks for`() throws {
    let json = JAMSDocument(MadeAnalysis.fourFour, title: "Tune", programVersion: "0.1").json()
    let document = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    let metadata = try #require(document["file_metadata"] as? [String: Any])
    #expect(metadata["title"] as? String == "Tune" && metadata["duration"] as? Double == 17)
    let annotations = try #require(document["annotations"] as? [[String: Any]])
    #expect(
      annotations.compactMap { $0["namespace"] as? String } == ["beat", "tempo", "key_mode", "segment_open", "onset"])
    for annotation in annotations {
      #expect(annotation["annotation_metadata"] is [String: Any] && annotation["sandbox"] is [String: Any])
      for observation in try #require(annotation["data"] as? [[String: Any]]) {
        #expect(Set(observation.keys) == ["time", "duration", "value", "confidence"])
      }
    }
    let keys = try #require(annotations[2]["data"] as? [[String: Any]])
    #expect(keys.map { $0["value"] as? String } == ["F#:minor", "A:major"])
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
