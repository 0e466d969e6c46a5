package import BeatTracking

/// An analysis as JAMS (JSON Annotated Music Specification, Humphrey and others 2014), version 0.3.
///
/// The namespaces are `beat` (the value is the place in the bar), `tempo`, `key_mode`, `segment_open` and `onset`.
package struct JAMSDocument: Encodable {
  private struct FileMetadata: Encodable {
    var title: String
    var artist = ""
    var release = ""
    var duration: Double
    var identifiers: [String: String] = [:]
    var jamsVersion = "0.3.4"
  }

  private struct Curator: Encodable {
    var name = ""
    var email = ""
  }

  private struct AnnotationMetadata: Encodable {
    var curator = Curator()
    var annotator: [String: String] = [:]
    var version: String
    var corpus = ""
    var annotationTools = "wubremix"
    var annotationRules = ""
    var validation = ""
    var dataSource = "program"
  }

  /// A value of any type that the namespaces here know.
  private enum Value: Encodable {
    case number(Double)
    case text(String)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      }
    }
  }

  private struct Observation: Encodable {
    var time: Double
    var duration: Double
    var value: Value
    var confidence: Double
  }

  private struct Annotation: Encodable {
    var namespace: String
    var annotationMetadata: AnnotationMetadata
    var data: [Observation]
    var sandbox: [String: String] = [:]
    var time = 0.0
    var duration: Double
  }

  private let fileMetadata: FileMetadata
  private let annotations: [Annotation]
  private let sandbox: [String: String] = [:]

  /// - Parameters:
  ///   - title: The song's, empty if it is not known.
  ///   - programVersion: Of the program that made the analysis.
  package init(_ analysis: SongAnalysis, title: String, programVersion: String) {
    let duration = analysis.durationSeconds.rounded(stepsPerUnit: 1e6)
    fileMetadata = FileMetadata(title: title, duration: duration)
    let observations: [(String, [Observation])] = [
      ("beat", Self.beats(of: analysis)),
      ("tempo", [Self.tempo(of: analysis)]),
      ("key_mode", Self.keys(of: analysis)),
      ("segment_open", Self.sections(of: analysis)),
      ("onset", Self.onsets(of: analysis)),
    ]
    annotations = observations.filter { !$0.1.isEmpty }.map { namespace, data in
      Annotation(
        namespace: namespace, annotationMetadata: AnnotationMetadata(version: programVersion), data: data,
        duration: duration)
    }
  }

  /// The document as bytes.
  package func json() -> [UInt8] {
    JSONText.encodeInSnakeCase(self)
  }

  private static func beats(of analysis: SongAnalysis) -> [Observation] {
    zip(analysis.beats, BarPositions.of(analysis)).map { beat, position in
      observation(from: beat, to: beat, .number(Double(position)), analysis.beatConfidence)
    }
  }

  private static func tempo(of analysis: SongAnalysis) -> Observation {
    let tempo = analysis.beatsPerMinute.rounded(stepsPerUnit: 1e3)
    return observation(from: 0, to: analysis.durationSeconds, .number(tempo), analysis.tempoConfidence)
  }

  /// The song's key, section by section; neighbours of one key are one observation.
  private static func keys(of analysis: SongAnalysis) -> [Observation] {
    var keys: [(start: Double, end: Double, key: Key)] = []
    for section in analysis.sections {
      let key = section.key ?? analysis.key
      if let last = keys.last, last.key == key {
        keys[keys.count - 1].end = section.endSeconds
      } else {
        keys.append((section.startSeconds, section.endSeconds, key))
      }
    }
    return keys.map { part in
      let name = "\(part.key)".split(separator: " ").joined(separator: ":")
      return observation(from: part.start, to: part.end, .text(name), analysis.keyConfidence)
    }
  }

  private static func sections(of analysis: SongAnalysis) -> [Observation] {
    analysis.sections.map {
      observation(from: $0.startSeconds, to: $0.endSeconds, .text($0.label), $0.borderConfidence)
    }
  }

  private static func onsets(of analysis: SongAnalysis) -> [Observation] {
    analysis.onsets.map { observation(from: $0.seconds, to: $0.seconds, .number(Double($0.strength)), 1) }
  }

  private static func observation(
    from start: Double, to end: Double, _ value: Value, _ confidence: Double
  ) -> Observation {
    let start = start.rounded(stepsPerUnit: 1e6)
    return Observation(
      time: max(start, 0), duration: max((end - start).rounded(stepsPerUnit: 1e6), 0), value: value,
      confidence: min(max(confidence, 0), 1).rounded(stepsPerUnit: 1e3))
  }
}
