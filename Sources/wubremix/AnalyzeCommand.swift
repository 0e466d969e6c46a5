import ArgumentParser
import AudioFiles
import RemixJobs

/// `wubremix analyze INPUT [--json OUTPUT] [--labels OUTPUT] ...`.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Tell tempo, beats, bars, key and sections of a song, in the formats you ask for.",
    discussion: """
      Any of the outputs can be asked for in one run; one of them may be - for standard output. Without any, the JSON
      goes to standard output. All of them appear, or none.

      \(ExitStatus.table)
      """)

  @Argument(help: "The song: a file, or - for standard input.")
  var input: PathArgument

  @OptionGroup(title: "Outputs")
  var outputs: AnalysisOutputs

  @Flag(exclusivity: .chooseLast, help: "What to do if an output exists.")
  var overwrite: OverwriteFlag = .noOverwrite

  @OptionGroup(title: "What you know of the song")
  var hints: HintOptions

  @OptionGroup(title: "Job")
  var options: JobOptions

  mutating func validate() throws {
    if outputs.explainsOnStandardError, options.progress == .json {
      throw ValidationError("With --progress json and an output on standard output there is no place for --explain.")
    }
  }

  func run() throws {
    let command = JobCommand(
      sources: JobSources(song: input, beats: hints.beats), outputs: outputs.all, policy: overwrite.policy,
      options: options)
    try command.run { hints.apply(to: &$0) }
  }
}

/// What `analyze` can write.
struct AnalysisOutputs: ParsableArguments {
  @Option(help: ArgumentHelp("All that was found, as JSON.", valueName: "file"))
  var json: PathArgument?

  @Option(help: ArgumentHelp("Beats, numbered from 1 in each bar, as an Audacity label track.", valueName: "file"))
  var labels: PathArgument?

  @Option(help: ArgumentHelp("Sections as an Audacity label track.", valueName: "file"))
  var sectionLabels: PathArgument?

  @Option(help: ArgumentHelp("Beats as madmom writes them: seconds, tab, number in the bar.", valueName: "file"))
  var beatsOut: PathArgument?

  @Option(help: ArgumentHelp("Beats, tempo, key, sections and onsets as JAMS.", valueName: "file"))
  var jams: PathArgument?

  @Option(
    help: ArgumentHelp(
      "The song with a click on every beat, a higher one on downbeats: .wav, .flac or .mp3 (- is WAV).",
      valueName: "file"))
  var click: PathArgument?

  @Option(help: ArgumentHelp("A picture: waveform, spectrogram, beats, sections, tempo. PNG.", valueName: "file"))
  var plot: PathArgument?

  @Flag(help: "Say in plain words why this tempo, meter and key, what else was considered, and how sure it is.")
  var explain = false

  mutating func validate() throws {
    if let click, clickFormat == nil {
      let kind = click.fileExtension.isEmpty ? "no ending" : ".\(click.fileExtension)"
      throw ValidationError("The click track is a sound file: name it .wav, .flac or .mp3, not \(kind).")
    }
    try plot?.validateAsPicture()
  }

  private var clickFormat: SongFormat? {
    guard let click else { return nil }
    return click.isStandardStream ? .wav : SoundFileKind(rawValue: click.fileExtension)?.format(mp3: MP3Settings())
  }

  private var named: [JobOutput] {
    var outputs: [JobOutput] = []
    if let json { outputs.append(JobOutput(.report(.json), to: json)) }
    if let labels { outputs.append(JobOutput(.report(.beatLabels), to: labels)) }
    if let sectionLabels { outputs.append(JobOutput(.report(.sectionLabels), to: sectionLabels)) }
    if let beatsOut { outputs.append(JobOutput(.report(.beats), to: beatsOut)) }
    if let jams { outputs.append(JobOutput(.report(.jams), to: jams)) }
    if let click, let clickFormat { outputs.append(JobOutput(.clickTrack(clickFormat), to: click)) }
    if let plot { outputs.append(JobOutput(.picture, to: plot)) }
    return outputs
  }

  /// Everything that was asked for; the JSON on standard output, if nothing was.
  ///
  /// The explanation goes to standard output, unless something else goes there.
  var all: [JobOutput] {
    let standardOutput = PathArgument(standardStream: ())
    if explain {
      let place: JobOutput.Place = explainsOnStandardError ? .standardError : .path(standardOutput)
      return named + [JobOutput(.report(.explanation), to: place)]
    }
    return named.isEmpty ? [JobOutput(.report(.json), to: standardOutput)] : named
  }

  var explainsOnStandardError: Bool {
    explain && named.contains(where: \.isStandardOutput)
  }
}
