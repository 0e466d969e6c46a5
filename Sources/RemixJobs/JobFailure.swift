/// Why a job has no result.
package enum JobFailure: Error, Equatable, Codable, Sendable {
  /// The input cannot be opened; `reason` in the system's words.
  case inputUnavailable(reason: String)
  case inputIsFolder
  /// The bytes were read, but are not audio that can be remixed.
  case notUsableAudio(reason: String)
  case inputTooBig(limitBytes: Int)
  case inputTooLong(limitMinutes: Double)
  case inputReadFailed(reason: String)

  case outputExists
  /// The output cannot be created; `reason` in the system's words.
  case outputUnavailable(reason: String)
  case outputWriteFailed(reason: String)

  /// The chunk that ended every worker which tried it, and what ended the last.
  case workersLost(stage: JobStage, chunk: Int, ending: String)
  /// The supervisor ended without a word; `ending` says how.
  case supervisorLost(stage: JobStage, ending: String)
  /// The machine gave no process, memory or descriptor.
  case noResources(reason: String)
  case interrupted(signal: Int32)
}
