import FoundationEssentials

/// Reads beats from what `AnalysisReport` writes, and from JAMS.
enum JSONBeats {
  private struct Report: Decodable {
    var beats: [Double]?
    var downbeats: [Double]?
    var annotations: [Annotation]?
  }

  private struct Annotation: Decodable {
    struct Observation: Decodable {
      var time: Double
      var value: Double?
    }

    var namespace: String
    /// `nil` unless the namespace is `beat`.
    var beats: [Observation]?

    enum CodingKeys: CodingKey {
      case namespace, data
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      namespace = try container.decode(String.self, forKey: .namespace)
      if namespace == "beat" { beats = try container.decode([Observation].self, forKey: .data) }
    }
  }

  /// How far a downbeat may lie from its beat, in seconds.
  private static let tolerance = 0.02

  static func read(_ text: ArraySlice<UInt8>) throws(BeatsFileError) -> [BeatsFile.Beat] {
    // Whatever is wrong with it, there is no line to show.
    guard let report = try? JSONDecoder().decode(Report.self, from: Data(text)) else { throw .unusableJSON }
    if let beats = report.beats { return try marked(beats, downbeats: report.downbeats ?? []) }
    guard let beats = report.annotations?.lazy.compactMap(\.beats).first else { throw .unusableJSON }
    return beats.enumerated().map { index, beat in
      BeatsFile.Beat(seconds: beat.time, isDownbeat: beat.value == 1, place: .entry(index + 1))
    }
  }

  private static func marked(
    _ times: [Double], downbeats: [Double]
  ) throws(BeatsFileError) -> [BeatsFile.Beat] {
    var beats = times.enumerated().map { index, seconds in
      BeatsFile.Beat(seconds: seconds, isDownbeat: false, place: .entry(index + 1))
    }
    var next = 0
    for (index, downbeat) in downbeats.enumerated() {
      while next < beats.count, beats[next].seconds < downbeat - tolerance { next += 1 }
      guard next < beats.count, beats[next].seconds <= downbeat + tolerance else {
        throw .downbeatWithoutBeat(.entry(index + 1), seconds: downbeat)
      }
      beats[next].isDownbeat = true
    }
    return beats
  }
}
