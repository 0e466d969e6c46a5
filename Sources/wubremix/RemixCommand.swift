import ArgumentParser
import AudioFiles
import RemixJobs

/// `wubremix INPUT -o OUTPUT.mp3`, or `.flac`, or `.wav`.
struct RemixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remix",
    abstract: "Remix one song (the default command).",
    discussion: ExitStatus.table)

  @Argument(help: "The song: a file, or - for standard input.")
  var input: PathArgument

  @Option(name: [.short, .long], help: "The sound file to write, .mp3, .flac or .wav; or - for standard output.")
  var output: PathArgument?

  @Flag(exclusivity: .chooseLast, help: "What to do if the output exists.")
  var overwrite: OverwriteFlag = .noOverwrite

  @Flag(exclusivity: .exclusive, help: "What to write (default: as the output is called, else MP3).")
  var kind: SoundFileKind?

  @Flag(help: "Print the arrangement instead of making the remix.")
  var dryRun = false

  @OptionGroup(title: "Music")
  var music: MusicOptions

  @OptionGroup(title: "Further outputs")
  var further: FurtherOutputs

  @OptionGroup(title: "MP3")
  var encoding: MP3Options

  @OptionGroup(title: "What you know of the song")
  var hints: HintOptions

  @OptionGroup(title: "Job")
  var options: JobOptions

  mutating func validate() throws {
    if output == nil && !dryRun { throw ValidationError("Say where the remix goes: -o OUTPUT.mp3") }
    if dryRun, let option = further.given.first {
      throw ValidationError("--dry-run writes no files: leave out \(option), or --dry-run.")
    }
    guard !dryRun, let output else { return }
    let ending = output.isStandardStream ? "" : output.fileExtension
    if kind == nil, !ending.isEmpty, SoundFileKind(rawValue: ending) == nil {
      throw ValidationError(
        "The remix is written as MP3, FLAC or WAV: name the output .mp3, .flac or .wav, not .\(ending), or say --mp3.")
    }
    if let kind, !output.isStandardStream, let named = SoundFileKind(rawValue: output.fileExtension), named != kind {
      throw ValidationError("--\(kind.rawValue) and the name of the output, .\(named.rawValue), contradict each other.")
    }
    if written != .mp3, encoding.areGiven {
      throw ValidationError("Bitrates are for MP3, and the remix is to be written as \(written.rawValue.uppercased()).")
    }
  }

  /// What the remix is written as.
  private var written: SoundFileKind {
    if let kind { return kind }
    guard let output, !output.isStandardStream else { return .mp3 }
    return SoundFileKind(rawValue: output.fileExtension) ?? .mp3
  }

  func run() throws {
    // The plan is text for a person: it goes where text goes.
    guard let target = dryRun ? PathArgument(standardStream: ()) : output else { preconditionFailure("validated") }
    let format = written.format(mp3: try encoding.settings())
    let made = JobOutput(dryRun ? .plan(format) : .remix(format), to: target)
    let command = JobCommand(
      sources: JobSources(song: input, beats: hints.beats, samples: music.samples), outputs: [made] + further.outputs,
      folder: further.stems, policy: overwrite.policy, options: options)
    try options.tellingFailures(input: input) {
      let style = try music.style.load()
      try command.run(warnings: style.warnings) { request in
        hints.apply(to: &request)
        request.apply(style, music)
      }
    }
  }
}

/// `-y` and `-n`.
enum OverwriteFlag: String, EnumerableFlag {
  case overwrite
  case noOverwrite

  static func name(for value: OverwriteFlag) -> NameSpecification {
    switch value {
    case .overwrite: [.customShort("y"), .customLong("overwrite")]
    case .noOverwrite: [.customShort("n"), .customLong("no-overwrite")]
    }
  }

  static func help(for value: OverwriteFlag) -> ArgumentHelp? {
    switch value {
    case .overwrite: "Replace the output if it exists."
    case .noOverwrite: "Refuse if the output exists (the default)."
    }
  }

  var policy: OverwritePolicy {
    self == .overwrite ? .replace : .refuse
  }
}
