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
  /// Somebody has written to the input while it was read.
  case inputChanged

  /// The file of beats cannot be read; `reason` in the system's words.
  case beatsUnavailable(reason: String)
  /// The file of beats was read, but makes no sense, or none for this song.
  case beatsUnusable(reason: String)

  /// The folder of samples, or a file in it, cannot be read; `reason` in the system's words.
  case samplesUnavailable(reason: String)
  /// The samples were read, but cannot be used.
  case samplesUnusable(reason: String)

  /// The song is not the one that the recipe was written for; SHA-256 of both.
  case songChanged(found: String, expected: String)
  /// The samples are not those that the recipe was written for.
  case samplesChanged(reason: String)

  /// Nothing would be heard of the remix, in a style of this name.
  case remixSilent(style: String)

  /// `output` is the place among the job's outputs.
  case outputExists(output: Int = 0)
  /// The output cannot be created; `reason` in the system's words.
  case outputUnavailable(reason: String, output: Int = 0)
  case outputWriteFailed(reason: String, output: Int = 0)
  /// Whoever wanted the result cannot keep a record of it.
  case resultUnrecorded(reason: String)

  /// The chunk that ended every worker which tried it, and what ended the last; `stack` says where in the code, if
  /// that is known.
  case workersLost(stage: JobStage, chunk: Int, ending: String, stack: String? = nil)
  /// A chunk needs more memory than a worker may have.
  case memoryLimit(stage: JobStage, chunk: Int, limitBytes: Int, stack: String? = nil)
  /// The supervisor ended without a word; `ending` says how.
  case supervisorLost(stage: JobStage, ending: String, stack: String? = nil)
  /// The machine gave no process, memory or descriptor.
  case noResources(reason: String)
  /// The kernel cannot keep the job's processes apart from the rest as strictly as was asked.
  case sandboxUnavailable(reason: String)
  case interrupted(signal: Int32)

  /// This failure, where it is that of a process, with its stack.
  func with(stack: String?) -> JobFailure {
    switch self {
    case .workersLost(let stage, let chunk, let ending, _):
      .workersLost(stage: stage, chunk: chunk, ending: ending, stack: stack)
    case .memoryLimit(let stage, let chunk, let limit, _):
      .memoryLimit(stage: stage, chunk: chunk, limitBytes: limit, stack: stack)
    default: self
    }
  }

  /// This failure, where it is an output's, as that of `output`.
  package func ofOutput(_ output: Int) -> JobFailure {
    switch self {
    case .outputExists: .outputExists(output: output)
    case .outputUnavailable(let reason, _): .outputUnavailable(reason: reason, output: output)
    case .outputWriteFailed(let reason, _): .outputWriteFailed(reason: reason, output: output)
    default: self
    }
  }
}

/// Does `body`, which is about one of the job's outputs alone.
package func naming<Value: ~Copyable>(
  output: Int, _ body: () throws(JobFailure) -> Value
) throws(JobFailure) -> Value {
  do {
    return try body()
  } catch {
    throw error.ofOutput(output)
  }
}
