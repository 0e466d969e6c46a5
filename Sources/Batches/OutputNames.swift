import Processes
package import SystemPackage

/// How remixes are called: a text with places in braces.
package struct NameTemplate: Equatable, Sendable {
  private enum Part: Equatable, Sendable {
    case text(String)
    /// The song's name without its ending.
    case name
    /// The song's ending.
    case ending
    case style
    /// The song's place in the batch, from 1 on.
    case number
  }

  private let parts: [Part]

  /// What stands in braces, for messages.
  package static let places = ["{name}", "{ending}", "{style}", "{number}"]
  /// The song's own name.
  package static let usual = "{name}"

  /// - Returns: `nil` if the text names no place of the song, so that all remixes had the same name; or has an unknown
  ///   place, a slash or nothing at all.
  package init?(_ text: String) {
    var parts: [Part] = []
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}") else { return nil }
      parts.append(.text(String(rest[..<open])))
      switch rest[open...close] {
      case "{name}": parts.append(.name)
      case "{ending}": parts.append(.ending)
      case "{style}": parts.append(.style)
      case "{number}": parts.append(.number)
      default: return nil
      }
      rest = rest[rest.index(after: close)...]
    }
    parts.append(.text(String(rest)))
    guard parts.contains(.name) || parts.contains(.number), !text.contains("/"), !text.contains("\0") else {
      return nil
    }
    self.parts = parts
  }

  /// The name for a song, without the remix's ending.
  func name(of song: FilePath.Component, number: Int, of count: Int, style: String) -> String {
    let (stem, ending) = Self.split(LosslessText.string(from: FilePath(root: nil, components: song)))
    return parts.map { part in
      switch part {
      case .text(let text): return text
      case .name: return stem
      case .ending: return ending
      case .style: return style
      case .number:
        // As many digits as the last has, so that names sort by number.
        let digits = String(number)
        return String(repeating: "0", count: max(0, String(count).count - digits.count)) + digits
      }
    }.joined()
  }
}

extension NameTemplate {
  /// A file's name without its ending, and the ending without its dot; a dot at the start begins no ending.
  fileprivate static func split(_ name: String) -> (stem: String, ending: String) {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return (name, "") }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }
}

/// One song of a batch and its remix.
package struct BatchItem: Equatable, Sendable {
  package let song: FoundSong
  package let output: FilePath
  /// Why there can be no remix of that name; `nil` if there can.
  package let clash: String?

  package init(song: FoundSong, output: FilePath, clash: String?) {
    self.song = song
    self.output = output
    self.clash = clash
  }
}

/// Gives each song's remix a place of its own.
package struct OutputNames {
  private let folder: FilePath
  private let template: NameTemplate
  private let style: String
  /// Without the dot.
  private let ending: String

  package init(folder: FilePath, template: NameTemplate, style: String, ending: String) {
    self.folder = folder
    self.template = template
    // A style may be called what no file may.
    self.style = String(style.map { $0 == "/" ? "-" : $0 })
    self.ending = ending
  }

  /// The songs with their outputs.
  ///
  /// Songs whose remixes would have the same name (`a.wav`, `a.flac`) keep their own endings in it (`a.wav.mp3`). What
  /// is still not unique, or would replace a song of the batch, is told as a clash.
  package func items(for songs: [FoundSong]) -> [BatchItem] {
    let plain = songs.enumerated().map { output(for: $1, number: $0 + 1, of: songs.count, keepsEnding: false) }
    let counts = Dictionary(plain.map { ($0, 1) }, uniquingKeysWith: +)
    let chosen = songs.enumerated().map { index, song in
      counts[plain[index], default: 0] > 1
        ? output(for: song, number: index + 1, of: songs.count, keepsEnding: true) : plain[index]
    }
    var taken: [FilePath: FilePath] = [:]
    let inputs = Set(songs.compactMap { FileIdentity(path: $0.path) })
    return zip(songs, chosen).map { song, output in
      var clash: String?
      if let other = taken[output] {
        clash = "its remix would have the same name as that of \(other)"
      } else if let existing = FileIdentity(path: output), inputs.contains(existing) {
        clash = "its remix would replace a song of the batch, \(output)"
      } else {
        taken[output] = song.path
      }
      return BatchItem(song: song, output: output, clash: clash)
    }
  }

  private func output(for song: FoundSong, number: Int, of count: Int, keepsEnding: Bool) -> FilePath {
    guard let file = song.path.lastComponent else { return folder }
    let name = template.name(of: file, number: number, of: count, style: style)
    let ending = NameTemplate.split(LosslessText.string(from: FilePath(root: nil, components: file))).ending
    let own = keepsEnding && !ending.isEmpty ? "." + ending : ""
    let component = LosslessText.path(of: name + own + "." + self.ending)
    return folder.pushing(song.folder).pushing(component)
  }
}
