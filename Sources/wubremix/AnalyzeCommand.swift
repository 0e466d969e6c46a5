import ArgumentParser
import RemixJobs

/// `wubremix analyze INPUT --json OUTPUT`.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Print tempo, beats, key and sections of a song as JSON.",
    discussion: """
      The object has the keys bpm, beats, downbeats (seconds), key, sections (start, end, label), duration (seconds)
      and loudnessLUFS (null for silence).

      \(ExitStatus.table)
      """)

  @Argument(help: "The song: a file, or - for standard input.")
  var input: PathArgument

  @Option(help: "Where the JSON goes: a file, or - for standard output.")
  var json = PathArgument(standardStream: ())

  @Flag(exclusivity: .chooseLast, help: "What to do if the output exists.")
  var overwrite: OverwriteFlag = .noOverwrite

  @OptionGroup(title: "Job")
  var options: JobOptions

  func run() throws {
    let command = JobCommand(input: input, output: json, policy: overwrite.policy, options: options)
    try command.run(JobRequest(product: .analysis))
  }
}
