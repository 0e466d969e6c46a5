import ArgumentParser
import Glibc
import Processes
import RemixJobs

/// The program: `wubremix INPUT -o OUTPUT` and its other commands.
@main
struct Wubremix: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wubremix",
    abstract: "Turns a song into a dubstep remix.",
    usage: """
      wubremix INPUT -o OUTPUT.mp3|.flac|.wav [options]
      wubremix replay RECIPE.json [-o OUTPUT] [--song INPUT] [options]
      wubremix analyze INPUT [--json FILE] [--click FILE.wav] [--plot FILE.png] [--explain] [options]
      wubremix styles [show NAME]
      wubremix batch FOLDER|INPUT... -o FOLDER [--recursive] [--resume] [options]
      wubremix serve --data FOLDER [--port 8080] [options]
      wubremix status [PID] [--stacks] [--json] [--watch]
      wubremix lab [EXPERIMENT...] [--json] [--plot FILE.png]
      """,
    discussion: """
      Reads wav, aiff, flac, ogg, opus and mp3. '-' is standard input or output.
      'wubremix help remix' lists the options of a remix.

      \(ExitStatus.table)
      """,
    version: "wubremix \(Version.current)",
    subcommands: [
      RemixCommand.self, BatchCommand.self, ReplayCommand.self, AnalyzeCommand.self, StylesCommand.self,
      ServeCommand.self, StatusCommand.self, LabCommand.self,
    ],
    defaultSubcommand: RemixCommand.self)

  /// Synchronous for life: a process that has once run a Task cannot fork any more.
  static func main() {
    JobController.prepareProcess()
    let arguments = LosslessText.arguments()
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch let status as ExitCode {
      Glibc.exit(status.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}

/// The program's version.
enum Version {
  static let current = "0.1.0"
}
