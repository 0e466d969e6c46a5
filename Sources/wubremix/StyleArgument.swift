import ArgumentParser
import Processes
import Styles
import SystemPackage

/// A style as its file has it, and as it is understood.
struct GivenStyle {
  let name: String
  let text: String
  let style: Style
  /// What it extends.
  var base: BaseStyle?
  /// What can be played, but is hardly meant: a line each.
  var warnings: [String] = []
}

/// A style on the command line: the name of one that is built in, or a file.
struct StyleArgument: ExpressibleByArgument {
  private let text: String

  /// A style file is text written by hand; larger ones are refused before they are read.
  private static let byteLimit = 1 << 20

  init(builtIn name: String) {
    text = name
  }

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    text = argument
  }

  var defaultValueDescription: String { text }

  static var defaultCompletionKind: CompletionKind { .file(extensions: ["yaml", "yml"]) }

  /// - Throws: `CommandFailure`, in words for the person who wrote the file.
  func load() throws -> GivenStyle {
    guard case .file(let name) = StyleChoice(argument: text) else {
      guard let style = Style.builtIn(named: text), let file = Style.builtInText(named: text) else {
        preconditionFailure("a built-in style has its file")
      }
      return GivenStyle(name: style.name, text: file, style: style)
    }
    guard let path = PathArgument(argument: name) else { preconditionFailure("a style's name is never empty") }
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try FileSystem.read(path.path, atMost: Self.byteLimit)
    } catch {
      let isFile = path.name.contains("/") || path.name.contains(".")
      throw CommandFailure(unreadable(path, error, isFile: isFile), isFile ? ExitStatus.noInput : ExitStatus.usage)
    }
    do throws(StyleError) {
      let file = try StyleFile(bytes: bytes, fileName: path.name)
      return GivenStyle(
        name: file.style.name, text: String(decoding: bytes, as: UTF8.self), style: file.style, base: file.base,
        warnings: file.warnings.map(\.description))
    } catch {
      throw CommandFailure("the style cannot be used: \(error)", ExitStatus.unusableData)
    }
  }

  private func unreadable(_ path: PathArgument, _ error: SystemCallError, isFile: Bool) -> String {
    guard !isFile else { return "cannot read the style file \(path.name): \(error.errno)" }
    let guess = Style.nearestBuiltInName(to: text).map { "; did you mean \($0)?" } ?? ""
    return "there is no style \(path.name)\(guess) (wubremix styles lists them)"
  }
}
