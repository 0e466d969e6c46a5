import ArgumentParser
import RemixJobs

/// What is written beside a remix, if it is asked for.
struct FurtherOutputs: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "All that is needed to make this remix again, as JSON: see wubremix help replay.", valueName: "file"))
  var recipe: PathArgument?

  @Option(
    help: ArgumentHelp(
      "Song, bass, drums and effects on their own, their sum before the master, and what plays when: source, bass, drums, fx, mix.flac and plan.json.",
      valueName: "folder"))
  var stems: PathArgument?

  @Option(
    help: ArgumentHelp("A picture of the remix: parts, slices, bass, drums, effects over time. PNG.", valueName: "file")
  )
  var plot: PathArgument?

  mutating func validate() throws {
    try plot?.validateAsPicture()
    if stems?.isStandardStream == true {
      throw ValidationError("--stems writes six files: name a folder for them.")
    }
  }

  /// The options that were given.
  var given: [String] {
    [(recipe != nil, "--recipe"), (stems != nil, "--stems"), (plot != nil, "--plot")].filter(\.0).map(\.1)
  }

  var outputs: [JobOutput] {
    let files = [recipe.map { JobOutput(.recipe, to: $0) }, plot.map { JobOutput(.arrangement, to: $0) }]
    let stemFiles = Stem.all.compactMap { stem in
      stems?.file(named: stem.name + ".flac").map { JobOutput(.stem(stem), to: $0) }
    }
    let events = stems?.file(named: "plan.json").map { JobOutput(.events, to: $0) }
    return (files + [events]).compactMap(\.self) + stemFiles
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
