import Processes
import RemixJobs

extension WorkOutcome {
  /// What a failed job means for its work, and in which words its owner learns of it.
  init(_ failure: JobFailure) {
    switch failure {
    case .notUsableAudio(let reason):
      self = .refused(
        reason: "The song cannot be read: \(Self.phrase(reason)). "
          + "Send another copy of it, or another song (WAV, AIFF, FLAC, Ogg, Opus, MP3)."
      )
    case .inputTooBig(let limit):
      self = .refused(reason: "The song is larger than \(limit) bytes. Send a smaller file, such as a FLAC or an MP3.")
    case .inputTooLong(let limit):
      self = .refused(
        reason: "The song is longer than \(Self.short(limit)) minutes, which is all that this server takes. "
          + "Send a part of it.")
    case .remixSilent:
      self = .refused(
        reason: "Nothing would be heard of the remix: the song is silent. Send another, or choose another style.")
    case .beatsUnavailable, .beatsUnusable, .samplesUnavailable, .samplesUnusable, .songChanged, .samplesChanged:
      self = .refused(reason: "The wish cannot be granted.")
    case .inputUnavailable(let reason), .inputReadFailed(let reason):
      self = .hindered(reason: "The server cannot read the song: \(reason).")
    case .inputIsFolder, .inputChanged:
      self = .hindered(reason: "Somebody has changed the song on the server.")
    case .outputExists:
      self = .hindered(reason: "Somebody has written to the server's folder.")
    case .outputUnavailable(let reason, _), .outputWriteFailed(let reason, _), .resultUnrecorded(let reason):
      self = .hindered(reason: "The server cannot write the remix: \(reason). Try again later.")
    case .noResources(let reason):
      self = .hindered(reason: "The server has too little left for it: \(reason). Try again later.")
    case .sandboxUnavailable(let reason):
      self = .hindered(reason: "The server cannot keep the song apart from the rest of the machine: \(reason).")
    case .memoryLimit(let stage, _, let limit, _):
      self = .refused(
        reason: "The song needs more than the \(limit >> 20) MB of memory that a process may have while \(stage.name).")
    case .workersLost(let stage, let chunk, let ending, let stack):
      self = .crashed(ending: "\(ending) while \(stage.name), chunk \(chunk)", stack: stack ?? "")
    case .supervisorLost(let stage, let ending, let stack):
      self = .crashed(ending: "\(ending) while \(stage.name)", stack: stack ?? "")
    case .interrupted:
      self = .cut
    }
  }

  private static func short(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }

  /// A library's words as part of a sentence.
  private static func phrase(_ words: String) -> String {
    var words = words.replacing("Error : ", with: "")
    while words.hasSuffix(".") { words.removeLast() }
    return words
  }
}
