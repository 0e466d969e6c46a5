import ArgumentParser
import Styles
import SystemPackage

/// `wubremix styles` and `wubremix styles show NAME`.
struct StylesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "styles",
    abstract: "List the styles that a remix can have, or show one.",
    discussion: """
      'wubremix styles show dubstep > mine.yaml' is a start for a style of your own; docs/STYLES.md explains how.

      \(ExitStatus.table)
      """,
    subcommands: [StylesListCommand.self, StylesShowCommand.self],
    defaultSubcommand: StylesListCommand.self)
}

/// `wubremix styles`: name, tempo and what it is, a line each.
struct StylesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the built-in styles: name, tempo, and what each is like. (default)")

  func run() throws {
    let rows = Style.builtInNames.compactMap { name in
      Style.builtIn(named: name).map { (name: name, tempo: $0.tempo.description, about: $0.about) }
    }
    let nameWidth = rows.map(\.name.count).max() ?? 0
    let tempoWidth = rows.map(\.tempo.count).max() ?? 0
    let lines = rows.map { row in
      "\(padded(row.name, to: nameWidth))  \(padded(row.tempo, to: tempoWidth))  \(row.about)\n"
    }
    try StyleOutput.write(lines.joined())
  }

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

/// What the commands about styles print.
enum StyleOutput {
  static func write(_ text: String) throws {
    do {
      try FileDescriptor.standardOutput.writeAll(text.utf8)
    } catch let error as Errno {
      throw fail("writing to standard output failed: \(error)", status: ExitStatus.ioError)
    }
  }

  /// Says in one line of standard error why there is no result.
  static func fail(_ message: String, status: Int32) -> ExitCode {
    // Nothing is left to be told if standard error is gone, too.
    _ = try? FileDescriptor.standardError.writeAll("wubremix: \(message)\n".utf8)
    return ExitCode(status)
  }
}
