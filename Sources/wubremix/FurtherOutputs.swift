import ArgumentParser
import RemixJobs

/// What is written beside a remix, if it is asked for.
struct FurtherOutputs: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "All that is needed to make this remix again, as JSON: see wubremix help replay.", valueName: "file"))
  var recipe: PathArgument?

  @Option(
    help: ArgumentHelp("A picture of the remix: parts, slices, bass, drums, effects over time. PNG.", valueName: "file")
  )
  var plot: PathArgument?

  mutating func validate() throws {
    try plot?.validateAsPicture()
  }

  /// The options that were given.
  var given: [String] {
    [(recipe != nil, "--recipe"), (plot != nil, "--plot")].filter(\.0).map(\.1)
  }

  var outputs: [JobOutput] {
    [recipe.map { JobOutput(.recipe, to: $0) }, plot.map { JobOutput(.arrangement, to: $0) }].compactMap(\.self)
  }
}

extension PathArgument {
  /// Throws unless the name is that of a PNG picture, or says nothing.
  func validateAsPicture() throws {
    if !isStandardStream, fileExtension != "png", fileExtension != "" {
      throw ValidationError("The picture is written as PNG: name it .png, not .\(fileExtension).")
    }
  }
}
