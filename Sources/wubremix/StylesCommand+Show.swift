import ArgumentParser
import Processes
import Styles

/// `wubremix styles show NAME`: the file as it is, with the comments that teach.
struct StylesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the file of a built-in style.")

  @Argument(help: ArgumentHelp("One of: \(Style.builtInNames.joined(separator: ", ")).", valueName: "name"))
  var name: String

  func run() throws {
    guard let text = Style.builtInText(named: name) else {
      let help =
        Style.nearestBuiltInName(to: name).map { "did you mean '\($0)'?" }
        ?? "the styles are \(Style.builtInNames.joined(separator: ", "))"
      throw StyleOutput.fail(
        "there is no style '\(LosslessText.printable(name))'; \(help)", status: ExitStatus.usage)
    }
    try StyleOutput.write(text)
  }
}
