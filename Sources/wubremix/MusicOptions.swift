import ArgumentParser
import RemixJobs
import Remixing
import Styles

/// How the remix shall be.
struct MusicOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A style by name (see wubremix styles) or a style file.", valueName: "name|file.yaml"))
  var style: StyleArgument = StyleArgument(builtIn: Style.standardName)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How long it is: full, radio (at most three minutes) or seconds.", valueName: "length"))
  var length = LengthArgument(length: .full)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Its tempo in beats per minute, in place of the style's.", valueName: "n"))
  var targetBpm: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The balance: 0 is all song, 1 is all bass (default: the style's).", valueName: "0...1"))
  var wub: Double?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Make only so much of it, around the first drop.", valueName: "seconds")
  )
  var preview: Double?

  @Option(parsing: .unconditional, help: "Another seed gives another remix of the same song.")
  var seed: UInt64 = RemixOptions.usualSeed

  @Option(parsing: .unconditional, help: ArgumentHelp("Its integrated loudness.", valueName: "LUFS"))
  var loudness = RemixOptions.usualLoudnessLUFS

  @Option(
    help: ArgumentHelp(
      "Recordings in place of instruments: wav, flac, aiff or ogg, named kick, snare, open-hat, growl, pad and so on.",
      valueName: "folder"))
  var samples: PathArgument?

  mutating func validate() throws {
    if let targetBpm, !RemixOptions.tempos.contains(targetBpm) {
      throw ValidationError("--target-bpm must be from 60 to 240, not \(targetBpm).")
    }
    if let wub, !(0...1).contains(wub) { throw ValidationError("--wub must be from 0 to 1, not \(wub).") }
    if let preview, !RemixOptions.previews.contains(preview) {
      throw ValidationError("--preview must be from 5 to 600 seconds, not \(preview).")
    }
    guard RemixOptions.loudnesses.contains(loudness) else {
      throw ValidationError("--loudness must be from -40 to -6 LUFS, not \(loudness).")
    }
  }

  /// What the options ask for.
  func remixOptions(style: Style) -> RemixOptions {
    var options = RemixOptions(style: style)
    options.seed = seed
    options.length = length.length
    options.targetBeatsPerMinute = targetBpm
    options.wub = wub
    options.previewSeconds = preview
    options.targetLoudnessLUFS = loudness
    return options
  }
}

extension JobRequest {
  /// Asks for a remix in `style` that is as `music` says.
  mutating func apply(_ style: GivenStyle, _ music: MusicOptions) {
    remix = music.remixOptions(style: style.style)
    styleName = style.name
    styleText = style.text
    styleBase = style.base
  }
}

/// A length on the command line: `full`, `radio` or seconds.
struct LengthArgument: ExpressibleByArgument {
  let length: RemixLength

  init(length: RemixLength) {
    self.length = length
  }

  init?(argument: String) {
    guard let length = RemixLength(spelled: argument) else { return nil }
    self.length = length
  }

  static var allValueStrings: [String] { ["full", "radio", "SECONDS or M:SS (10 s to 4 h)"] }

  var defaultValueDescription: String { "full" }
}
