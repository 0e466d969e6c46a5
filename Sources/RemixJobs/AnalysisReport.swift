package import BeatTracking
import FoundationEssentials

/// What `analyze` prints of a song.
package struct AnalysisReport: Codable, Equatable, Sendable {
  package struct Part: Codable, Equatable, Sendable {
    /// Seconds.
    package var start: Double
    package var end: Double
    package var label: String
  }

  package var bpm: Double
  /// Seconds.
  package var beats: [Double]
  package var downbeats: [Double]
  /// Such as `A minor`.
  package var key: String
  package var sections: [Part]
  /// Seconds.
  package var duration: Double
  /// `null` if nothing is louder than the gate of EBU R 128.
  package var loudnessLUFS: Double?

  package init(_ analysis: SongAnalysis) {
    bpm = rounded(analysis.beatsPerMinute, 1e3)
    beats = analysis.beats.map { rounded($0, 1e4) }
    downbeats = analysis.downbeats.map { rounded($0, 1e4) }
    key = "\(analysis.key)"
    sections = analysis.sections.map {
      Part(start: rounded($0.startSeconds, 1e4), end: rounded($0.endSeconds, 1e4), label: $0.label)
    }
    duration = rounded(analysis.durationSeconds, 1e6)
    loudnessLUFS = analysis.loudnessLUFS.map { rounded($0, 1e2) }
  }

  enum CodingKeys: CodingKey {
    case bpm, beats, downbeats, key, sections, duration, loudnessLUFS
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(bpm, forKey: .bpm)
    try container.encode(beats, forKey: .beats)
    try container.encode(downbeats, forKey: .downbeats)
    try container.encode(key, forKey: .key)
    try container.encode(sections, forKey: .sections)
    try container.encode(duration, forKey: .duration)
    // Not `encodeIfPresent`: programs may rely on every key.
    try container.encode(loudnessLUFS, forKey: .loudnessLUFS)
  }

  /// The report as one JSON object and a newline.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

/// `value` without digits that say nothing.
private func rounded(_ value: Double, _ stepsPerUnit: Double) -> Double {
  (value * stepsPerUnit).rounded() / stepsPerUnit
}
