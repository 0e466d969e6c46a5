import ArgumentParser
import AudioFiles
import Processes
import RemixJobs
import Styles

/// `wubremix replay RECIPE.json [-o OUTPUT] [--song INPUT]`.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Make a remix again, byte for byte, from the recipe that --recipe wrote.",
    discussion: """
      The song and the samples must be those that the recipe was written for: their checksums are compared. The remix's is
      compared, too: another program may make another one.

      \(ExitStatus.table)
      """)

  @Argument(help: "The recipe: a file, or - for standard input.")
  var recipe: PathArgument

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The sound file to write.", discussion: "Default: named like the recipe, beside it."))
  var output: PathArgument?

  @Option(help: ArgumentHelp("The song, if it is not where it was; - is standard input.", valueName: "file"))
  var song: PathArgument?

  @Option(help: ArgumentHelp("The samples, if they are not where they were.", valueName: "folder"))
  var samples: PathArgument?

  @Flag(exclusivity: .chooseLast, help: "What to do if the output exists.")
  var overwrite: OverwriteFlag = .noOverwrite

  @OptionGroup(title: "Further outputs")
  var further: FurtherOutputs

  @OptionGroup(title: "Job")
  var options: JobOptions

  func run() throws {
    try options.tellingFailures(input: recipe) {
      let recipe = try read()
      let style = try style(of: recipe)
      let command = JobCommand(
        sources: try sources(of: recipe),
        outputs: [JobOutput(.remix(recipe.format), to: try target(of: recipe))] + further.outputs,
        folder: further.stems, policy: overwrite.policy, options: options)
      try command.run(warnings: warnings(of: recipe), objection: { difference($0, from: recipe) }) {
        recipe.apply(to: &$0, style: style)
      }
    }
  }

  private func read() throws -> Recipe {
    let bytes: [UInt8]?
    do throws(JobFailure) {
      let file = try recipe.openInput()
      bytes = try file.contents(limitBytes: Recipe.byteLimit)
    } catch {
      let message = FailureMessage(failure: error, input: recipe.inputName, beats: "", samples: "", outputs: [])
      throw CommandFailure(message.description, ExitStatus.status(of: error))
    }
    do throws(RecipeError) {
      guard let bytes else { throw .tooLarge }
      return try Recipe(json: bytes)
    } catch {
      let reason = LosslessText.printable(error.description)
      throw CommandFailure("cannot use the recipe \(recipe.inputName): \(reason)", ExitStatus.unusableData)
    }
  }

  private func style(of recipe: Recipe) throws -> Style {
    do throws(StyleError) {
      let name = recipe.style.name + ".yaml"
      return try StyleFile(text: recipe.style.text, fileName: name, base: recipe.style.baseStyle).style
    } catch {
      let reason = error.problems.map { LosslessText.printable($0.description) }.joined(separator: "; ")
      throw CommandFailure("cannot use the recipe \(self.recipe.inputName): \(reason)", ExitStatus.unusableData)
    }
  }

  private func sources(of recipe: Recipe) throws -> JobSources {
    guard let song = song ?? recipe.song.path.flatMap({ PathArgument(argument: $0) }) else {
      throw CommandFailure("the recipe's song came from standard input; name it with --song", ExitStatus.usage)
    }
    if samples != nil, recipe.samples == nil {
      throw CommandFailure("the recipe uses no samples; leave out --samples", ExitStatus.usage)
    }
    let folder = samples ?? recipe.samples.flatMap { PathArgument(argument: $0.path) }
    return JobSources(song: song, beatsText: recipe.hints.beats, samples: folder, recipe: self.recipe)
  }

  private func target(of recipe: Recipe) throws -> PathArgument {
    let kind = recipe.output.kind.rawValue
    if let output {
      let named = SoundFileKind(rawValue: output.fileExtension)?.rawValue
      if !output.isStandardStream, let named, named != kind {
        throw CommandFailure(
          "the recipe makes \(kind.uppercased()), and the output is named .\(named); name it .\(kind)", ExitStatus.usage
        )
      }
      return output
    }
    guard let beside = self.recipe.sibling(withExtension: kind) else {
      throw CommandFailure("say where the remix goes: -o OUTPUT.\(kind)", ExitStatus.usage)
    }
    return beside
  }

  private func warnings(of recipe: Recipe) -> [String] {
    // Whoever can compare the result need not warn of it.
    if recipe.output.sha256 != nil || recipe.programVersion == Version.current { return [] }
    return [
      "the recipe was written by version \(recipe.programVersion), and this is \(Version.current): "
        + "the remix may be another"
    ]
  }

  /// What is to be said of a remix that is not the one that `recipe` was written for.
  private func difference(_ summary: JobSummary, from recipe: Recipe) -> CommandFailure? {
    guard let expected = recipe.output.sha256, let found = summary.remixChecksum, found != expected else { return nil }
    let version = LosslessText.printable(recipe.programVersion)
    let reason =
      recipe.programVersion == Version.current
      ? "another build of version \(version), other libraries or another kind of processor made it, "
        + "or the recipe was changed"
      : "version \(version) made it, and this is \(Version.current)"
    return CommandFailure(
      "the remix is written, but it is not the one that the recipe was written for "
        + "(its SHA-256 is \(found.prefix(12))…, not \(expected.prefix(12))…): \(reason)",
      ExitStatus.different)
  }
}
