import ArgumentParser
import AudioFiles

/// How the MP3 is encoded.
struct MP3Options: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Constant bitrate in kbit/s (default: 192).", valueName: "kbit/s"))
  var bitrate: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Variable bitrate instead: quality 0 (best) to 9.", valueName: "quality"))
  var vbr: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Average bitrate instead, in kbit/s.", discussion: "Takes longer: only one process can encode it.",
      valueName: "kbit/s"))
  var abr: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Encoder effort: 0 (slowest, best) to 9 (fastest).", valueName: "effort"))
  var quality = MP3Settings().effort

  mutating func validate() throws {
    if [bitrate, vbr, abr].count(where: { $0 != nil }) > 1 {
      throw ValidationError("Choose one of --bitrate, --vbr and --abr.")
    }
    _ = try settings()
  }

  /// Whether anything but the default was asked for; the effort alone is no wish for an MP3.
  var areGiven: Bool { [bitrate, vbr, abr].contains { $0 != nil } }

  /// The settings that these options ask for.
  func settings() throws -> MP3Settings {
    var settings = MP3Settings()
    if let bitrate { settings.mode = .constant(kilobitsPerSecond: bitrate) }
    if let vbr { settings.mode = .variable(quality: vbr) }
    if let abr { settings.mode = .average(kilobitsPerSecond: abr) }
    settings.effort = quality
    do throws(AudioFileError) {
      try settings.validate()
    } catch {
      throw ValidationError(error.description)
    }
    return settings
  }
}
