import ArgumentParser
import Processes
import SystemPackage

/// A file on the command line, or `-` for a standard stream.
struct PathArgument: ExpressibleByArgument {
  private let text: String

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    text = argument
  }

  /// `-`.
  init(standardStream: ()) {
    text = "-"
  }

  var defaultValueDescription: String { text }

  static var defaultCompletionKind: CompletionKind { .file() }

  /// Whether it can only be a folder.
  var endsInSlash: Bool { text.hasSuffix("/") }

  var isStandardStream: Bool { text == "-" }

  var path: FilePath { LosslessText.path(of: text) }

  /// This path from the root on, with all links followed, as an argument again; `nil` for a standard stream.
  var absoluteText: String? {
    isStandardStream ? nil : LosslessText.string(from: FileSystem.resolved(path))
  }

  /// For messages.
  var name: String { LosslessText.printable(text) }

  /// The last part of the name, for the summary.
  var shortName: String {
    String(name.split(separator: "/").last ?? Substring(name))
  }

  /// The last part of the name without its extension; `nil` for a standard stream.
  var stem: String? {
    isStandardStream ? nil : path.stem.map(LosslessText.printable)
  }

  /// A file in the same folder whose name differs in the extension; `nil` for a standard stream.
  func sibling(withExtension newExtension: String) -> PathArgument? {
    guard !isStandardStream, !fileExtension.isEmpty, let dot = text.lastIndex(of: ".") else { return nil }
    return PathArgument(argument: text[..<dot] + "." + newExtension)
  }

  /// A file in this folder.
  func file(named name: String) -> PathArgument? {
    PathArgument(argument: text + (endsInSlash ? "" : "/") + name)
  }

  /// In lower case and without the dot; empty if there is none.
  var fileExtension: String {
    path.extension?.lowercased() ?? ""
  }
}
