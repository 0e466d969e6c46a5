import AnalysisFiles
import AudioFiles
import BeatTracking
import FoundationEssentials
import Remixing

/// Why a recipe cannot be used.
package enum RecipeError: Error, Equatable, Sendable {
  case tooLarge
  /// No JSON, or JSON of something else.
  case notARecipe
  /// One of its numbers is beyond what its key can hold.
  case numberOutOfRange
  /// Of a format that only a later program knows.
  case unknownFormat(Int)
  /// A key that must be there, as `song.sha256`.
  case missing(String)
  /// A value of a wrong kind.
  case wrongKind(String, expected: String)
  /// A value that makes no sense; `reason` says why.
  case unusable(String, reason: String)
}

extension RecipeError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooLarge: "it is larger than \(Recipe.byteLimit >> 20) MiB, more than any recipe"
    case .notARecipe: "it is no JSON object, so nothing that --recipe wrote"
    case .numberOutOfRange: "one of its numbers is out of range"
    case .unknownFormat(let version):
      "it has format \(version), and this program reads format \(Recipe.currentFormat)"
        + (version > Recipe.currentFormat ? "; a newer program wrote it" : "")
    case .missing(let key): "\"\(key)\" is missing"
    case .wrongKind(let key, let expected): "\"\(key)\" is not \(expected)"
    case .unusable(let key, let reason): "\"\(key)\": \(reason)"
    }
  }
}

extension Recipe {
  /// Larger than a file of beats and any style together.
  package static let byteLimit = 32 << 20
  private static let styleLimit = 1 << 20
  private static let tempos = 20.0...400.0
  private static let downbeatOffsets = -64...64
  private static let ceilings = -20.0...0.0

  private struct Format: Decodable {
    var formatVersion: Int
  }

  /// Reads a recipe from untrusted bytes.
  package init(json bytes: [UInt8]) throws(RecipeError) {
    guard bytes.count <= Self.byteLimit else { throw .tooLarge }
    let version = try Self.decoded(Format.self, from: bytes).formatVersion
    guard version == Self.currentFormat else { throw .unknownFormat(version) }
    do {
      self = try Self.decoded(Recipe.self, from: bytes)
    } catch .notARecipe {
      // It is JSON, and an object: that leaves numbers, for which the decoder tells no place.
      throw .numberOutOfRange
    }
    try refuseNonsense()
  }

  /// As JSON for people and programs; the same recipe gives the same bytes.
  package func json() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("a recipe of finite numbers is always JSON")
    }
    return Array(bytes) + [UInt8(ascii: "\n")]
  }

  private static func decoded<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(RecipeError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch DecodingError.keyNotFound(let key, let context) {
      throw .missing(path(context.codingPath + [key]))
    } catch DecodingError.valueNotFound(_, let context) where !context.codingPath.isEmpty {
      throw .missing(path(context.codingPath))
    } catch DecodingError.typeMismatch(let type, let context) where !context.codingPath.isEmpty {
      throw .wrongKind(path(context.codingPath), expected: word(for: type))
    } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
      throw .unusable(path(context.codingPath), reason: "it is none of the values that are known")
    } catch {
      throw .notARecipe
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { key in key.intValue.map { "[\($0)]" } ?? "." + key.stringValue }.joined().drop { $0 == "." }.description
  }

  private static func word(for type: any Any.Type) -> String {
    if type == String.self { return "text" }
    if type == Bool.self { return "true or false" }
    if type == Double.self { return "a number" }
    if type is any FixedWidthInteger.Type { return "a whole number" }
    return type is any Collection.Type ? "a list or an object" : "an object"
  }

  private func refuseNonsense() throws(RecipeError) {
    try Self.check("song.sha256", song.sha256)
    for (index, file) in (samples?.files ?? []).enumerated() {
      try Self.check("samples.files[\(index)].sha256", file.sha256)
    }
    if let settings = output.mp3 {
      do throws(AudioFileError) {
        try settings.validate()
      } catch {
        throw .unusable("output.mp3", reason: error.description)
      }
    }
    if let checksum = output.sha256 { try Self.check("output.sha256", checksum) }
    for (key, text) in [("style.text", style.text), ("style.base.text", style.base?.text ?? "")]
    where text.utf8.count > Self.styleLimit {
      throw .unusable(key, reason: "it is larger than \(Self.styleLimit >> 20) MiB, more than any style")
    }
    if let key = hints.key, Key(spelled: key) == nil { throw .unusable("hints.key", reason: "there is no such key") }
    if let tempo = hints.tempo { try Self.check("hints.tempo", tempo, in: Self.tempos) }
    try Self.check("hints.downbeatOffset", hints.downbeatOffset, in: Self.downbeatOffsets)
    if let tempo = remix.targetBeatsPerMinute {
      try Self.check("remix.targetBeatsPerMinute", tempo, in: RemixOptions.tempos)
    }
    if let wub = remix.wub { try Self.check("remix.wub", wub, in: 0...1) }
    if let seconds = remix.previewSeconds { try Self.check("remix.previewSeconds", seconds, in: RemixOptions.previews) }
    if remix.length == .seconds {
      guard let seconds = remix.lengthSeconds else { throw .missing("remix.lengthSeconds") }
      try Self.check("remix.lengthSeconds", seconds, in: RemixLength.sensible)
    }
    try Self.check("remix.targetLoudnessLUFS", remix.targetLoudnessLUFS, in: RemixOptions.loudnesses)
    try Self.check("remix.truePeakCeilingDB", remix.truePeakCeilingDB, in: Self.ceilings)
  }

  private static func check(_ key: String, _ checksum: String) throws(RecipeError) {
    let isChecksum =
      checksum.utf8.count == 64
      && checksum.utf8.allSatisfy {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
      }
    if !isChecksum { throw .unusable(key, reason: "it is not a SHA-256 of 64 hexadecimal digits") }
  }

  private static func check<Value: Comparable>(
    _ key: String, _ value: Value, in range: ClosedRange<Value>
  ) throws(RecipeError) {
    guard !range.contains(value) else { return }
    throw .unusable(key, reason: "\(value) is not from \(range.lowerBound) to \(range.upperBound)")
  }
}
