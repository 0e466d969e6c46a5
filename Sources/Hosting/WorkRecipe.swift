import AnalysisFiles
import AudioFiles
import BeatTracking
import FoundationEssentials
import RemixJobs
import Remixing
import Styles

/// What a remix is to be like, as somebody asks for it from afar: only what is safe to ask for, and equal wishes are equal texts.
package struct WorkRecipe: Codable, Equatable, Sendable {
  package private(set) var style = Style.standardName
  private var wub: Double?
  private var length = "full"
  private var targetBeatsPerMinute: Double?
  private var previewSeconds: Double?
  private var seed = RemixOptions.usualSeed
  private var loudness = RemixOptions.usualLoudnessLUFS
  private var tempoHint: String?
  private var key: String?
  private var downbeatOffset = 0
  package private(set) var format = Format.mp3
  private var bitrate = 192
  /// What the remix is called where the song's own tags do not say; it is written into the file.
  package private(set) var title = ""

  package enum Format: String, Codable, CaseIterable, Sendable {
    case mp3
    case flac
    case wav
  }

  /// The usual remix.
  package init() {}

  /// - Parameter options: Names and values, as in a query.
  package init(options: [(name: String, value: String)]) throws(WorkRecipeError) {
    var seen = Set<String>()
    for (name, value) in options {
      guard seen.insert(name).inserted else { throw WorkRecipeError("\(name) is given twice; give it once") }
      guard name == "title" || value.utf8.count <= Self.longestValue else {
        throw WorkRecipeError("\(Self.quoted(name)) is too long")
      }
      try set(name, to: value)
    }
    // It means nothing to the others.
    if format != .mp3 { bitrate = WorkRecipe().bitrate }
  }

  private static let longestValue = 64

  /// What `text` said; `nil` if it was written by another version of the program.
  package init?(text: String) {
    guard let recipe = try? JSONDecoder().decode(WorkRecipe.self, from: Data(text.utf8)),
      Style.builtInNames.contains(recipe.style), RemixLength(spelled: recipe.length) != nil
    else { return nil }
    self = recipe
  }

  /// How long the remix is to be, if that is said in seconds.
  package var seconds: Double? {
    if case .seconds(let seconds)? = RemixLength(spelled: length) { seconds } else { nil }
  }

  /// The same text for the same recipe.
  package var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else { preconditionFailure("finite numbers are always JSON") }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func set(_ name: String, to value: String) throws(WorkRecipeError) {
    switch name {
    case "style":
      guard Style.builtInNames.contains(value) else {
        let names = Style.builtInNames.joined(separator: ", ")
        throw WorkRecipeError("there is no style \(Self.quoted(value)); choose one of \(names)")
      }
      style = value
    case "wub": wub = try Self.number(value, name, in: 0...1)
    case "length":
      guard let length = RemixLength(spelled: value) else {
        throw WorkRecipeError(
          "length is full, radio, or from 10 seconds to 4 hours (as 90 or 1:30), not \(Self.quoted(value))")
      }
      self.length = length.spelled
    case "target-bpm": targetBeatsPerMinute = try Self.number(value, name, in: RemixOptions.tempos)
    case "preview": previewSeconds = try Self.number(value, name, in: RemixOptions.previews)
    case "seed":
      guard value.utf8.allSatisfy(Self.isDigit), let seed = UInt64(value) else {
        throw WorkRecipeError("seed is a whole number from 0 to \(UInt64.max), not \(Self.quoted(value))")
      }
      self.seed = seed
    case "loudness": loudness = try Self.number(value, name, in: RemixOptions.loudnesses)
    case "bpm":
      guard let tempo = AnalysisHints.Tempo(spelled: value) else {
        throw WorkRecipeError("bpm is a tempo from 20 to 400, with ! if it is an order, not \(Self.quoted(value))")
      }
      tempoHint = tempo.spelled
    case "key":
      guard let key = Key(spelled: value) else {
        throw WorkRecipeError("key is one such as F# minor, F#m or Gbm, not \(Self.quoted(value))")
      }
      self.key = key.description
    case "downbeat-offset":
      guard let offset = Int(value), AnalysisHints.downbeatOffsets.contains(offset) else {
        throw WorkRecipeError("downbeat-offset is a whole number from -64 to 64, not \(Self.quoted(value))")
      }
      downbeatOffset = offset
    case "format":
      guard let format = Format(rawValue: value) else {
        throw WorkRecipeError("format is mp3, flac or wav, not \(Self.quoted(value))")
      }
      self.format = format
    case "bitrate":
      guard let bitrate = Int(value), MP3Settings.constantBitrates.contains(bitrate) else {
        let rates = MP3Settings.constantBitrates.map(String.init).joined(separator: ", ")
        throw WorkRecipeError("bitrate is one of \(rates) (kbit/s), not \(Self.quoted(value))")
      }
      self.bitrate = bitrate
    case "title": title = Self.cleaned(title: value)
    default:
      throw WorkRecipeError("there is no option \(Self.quoted(name)); see /v1/openapi.yaml")
    }
  }

  private static func number(
    _ text: String, _ name: String, in range: ClosedRange<Double>
  ) throws(WorkRecipeError) -> Double {
    // Swift would read hexadecimal numbers, and some words, too.
    let isPlain = text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    guard isPlain, let number = Double(text), range.contains(number) else {
      throw WorkRecipeError("\(name) is a number from \(range.lowerBound) to \(range.upperBound), not \(quoted(text))")
    }
    // There are two zeros, and they mean the same.
    return number + 0
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// A stranger's words, short enough for a sentence and without what could break a line.
  private static func quoted(_ text: String) -> String {
    let shown = String(text.unicodeScalars.filter(isPrintable).prefix(40).map(Character.init))
    return "\"\(shown)\"\(text.unicodeScalars.count > 40 ? "…" : "")"
  }

  /// What can stand in a tag and in a list: no path, no control characters, no more than 200 characters.
  package static func cleaned(title: String) -> String {
    let name = title.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    let plain = String(String.UnicodeScalarView(name.unicodeScalars.filter(isPrintable).prefix(200)))
    let words = plain.split(separator: " ").joined(separator: " ")
    return words.allSatisfy { $0 == "." } ? "" : words
  }

  /// Neither a control character nor one that turns the direction of the text around.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }
}

/// Why a wish cannot be granted, in words for whoever has it.
package struct WorkRecipeError: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}

extension WorkRecipe {
  /// The job that makes the remix, with all that is told of it, in the order of `WorkFolder.Product`.
  func request(programVersion: String) -> JobRequest {
    guard let style = Style.builtIn(named: self.style), let text = Style.builtInText(named: self.style) else {
      preconditionFailure("a recipe's style is built in")
    }
    var request = JobRequest(products: [.remix(songFormat), .report(.json), .events, .waveforms, .picture])
    var options = RemixOptions(style: style)
    options.wub = wub
    options.length = RemixLength(spelled: length) ?? .full
    options.targetBeatsPerMinute = targetBeatsPerMinute
    options.previewSeconds = previewSeconds
    options.seed = seed
    options.targetLoudnessLUFS = loudness
    request.remix = options
    request.hints.tempo = tempoHint.flatMap { AnalysisHints.Tempo(spelled: $0) }
    request.hints.key = key.flatMap { Key(spelled: $0) }
    request.hints.downbeatOffset = downbeatOffset
    request.styleName = style.name
    request.styleText = text
    request.fallbackTitle = title.isEmpty ? nil : title
    request.programVersion = programVersion
    request.isFollowed = true
    return request
  }

  private var songFormat: SongFormat {
    switch format {
    case .mp3: .mp3(MP3Settings(mode: .constant(kilobitsPerSecond: bitrate)))
    case .flac: .flac
    case .wav: .wav
    }
  }
}

extension RemixLength {
  /// The same text for the same length.
  fileprivate var spelled: String {
    switch self {
    case .full: "full"
    case .radio: "radio"
    case .seconds(let seconds): "\(seconds)"
    }
  }
}

extension AnalysisHints.Tempo {
  /// The same text for the same tempo.
  fileprivate var spelled: String {
    switch self {
    case .about(let tempo): "\(tempo)"
    case .exactly(let tempo): "\(tempo)!"
    }
  }
}
