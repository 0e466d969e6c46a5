import AnalysisFiles
import ArgumentParser
import BeatTracking
import RemixJobs

/// What a person who knows the song can tell the analysis.
struct HintOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The tempo, if the song gives reason to believe it; with ! whatever it gives, within 2 %.", valueName: "n[!]"))
  var bpm: TempoArgument?

  @Option(
    help: ArgumentHelp(
      "The beats: madmom text, Audacity labels, this program's JSON or JAMS; - is standard input.", valueName: "file"))
  var beats: PathArgument?

  @Option(help: ArgumentHelp("The key, such as \"F# minor\", F#m or Gbm.", valueName: "name"))
  var key: KeyArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Move all downbeats by so many beats, later if positive.", valueName: "n"))
  var downbeatOffset = 0

  @Flag(help: "Find beats by signal processing alone, without the trained network.")
  var noNetwork = false

  mutating func validate() throws {
    guard AnalysisHints.downbeatOffsets.contains(downbeatOffset) else {
      throw ValidationError("--downbeat-offset must be from -64 to 64 beats, not \(downbeatOffset).")
    }
    if bpm != nil, beats != nil {
      throw ValidationError("Give --bpm or --beats, not both: the beats are the tempo.")
    }
  }

  /// `request` with these hints; the file of beats is the job's to read.
  func apply(to request: inout JobRequest) {
    request.hints.tempo = bpm?.tempo
    request.hints.key = key?.key
    request.hints.usesNetwork = !noNetwork
    request.hints.downbeatOffset = downbeatOffset
  }
}

/// A tempo on the command line: `140`, `174.5`, or `140!` as an order.
struct TempoArgument: ExpressibleByArgument {
  let tempo: AnalysisHints.Tempo

  init?(argument: String) {
    guard let tempo = AnalysisHints.Tempo(spelled: argument) else { return nil }
    self.tempo = tempo
  }
}

/// A key on the command line.
struct KeyArgument: ExpressibleByArgument {
  let key: Key

  init?(argument: String) {
    guard let key = Key(spelled: argument) else { return nil }
    self.key = key
  }
}
