import ArgumentParser
import RemixJobs

/// What is written beside a remix, if it is asked for.
struct FurtherOutputs: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "All that is needed to make this remix again, as JSON: see wubremix help replay.", valueName: "file"))
  var recipe: PathArgument?

  /// The options that were given.
  var given: [String] {
    recipe == nil ? [] : ["--recipe"]
  }

  var outputs: [JobOutput] {
    recipe.map { [JobOutput(.recipe, to: $0)] } ?? []
  }
}
