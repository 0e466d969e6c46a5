import Glibc
import Processes
import RemixJobs

/// A failed job in one line: what, which file, what to do.
struct FailureMessage: CustomStringConvertible {
  let failure: JobFailure
  /// As a person would name them.
  let input: String
  let beats: String
  let samples: String
  let outputs: [String]

  var description: String {
    switch failure {
    case .inputUnavailable(let reason):
      "cannot read \(input): \(reason)"
    case .inputIsFolder:
      "cannot read \(input): it is a folder; give one file"
    case .notUsableAudio(let reason):
      "cannot use \(input): \(reason)"
    case .inputTooBig(let limit):
      "cannot use \(input): it is larger than \(limit) bytes; allow more with --max-bytes"
    case .inputTooLong(let limit):
      "cannot use \(input): it is longer than \(short(limit)) minutes; allow more with --max-minutes"
    case .inputReadFailed(let reason):
      "reading \(input) failed: \(reason)"
    case .inputChanged:
      "\(input) was written to while it was read; try again when it is complete"
    case .beatsUnavailable(let reason):
      "cannot read the beats in \(beats): \(reason)"
    case .beatsUnusable(let reason):
      "cannot use the beats in \(beats): \(reason)"
    case .samplesUnavailable(let reason):
      "cannot read the samples in \(samples): \(LosslessText.printable(reason))"
    case .samplesUnusable(let reason):
      "cannot use the samples in \(samples): \(LosslessText.printable(reason))"
    case .songChanged(let found, let expected):
      "\(input) is not the song that the recipe was written for (its SHA-256 is \(found.prefix(12))…, not "
        + "\(expected.prefix(12))…); name the right file with --song"
    case .samplesChanged(let reason):
      "the samples in \(samples) are not those that the recipe was written for: \(LosslessText.printable(reason)); "
        + "name the right folder with --samples"
    case .remixSilent(let style):
      "nothing would be heard of a remix of \(input) in the style \(LosslessText.printable(style)): "
        + "all that plays is softer than -70 LUFS; turn something up in it, or choose another style"
    case .outputExists(let output):
      "\(name(ofOutput: output)) exists already; replace it with -y or choose another name"
    case .outputUnavailable(let reason, let output):
      "cannot create \(name(ofOutput: output)): \(reason)"
    case .outputWriteFailed(let reason, let output):
      "writing \(name(ofOutput: output)) failed: \(reason)"
    case .resultUnrecorded(let reason):
      "cannot keep a record of the remix of \(input): \(reason)"
    case .workersLost(let stage, let chunk, let ending, let stack):
      "chunk \(chunk) of \(input) ended every worker that tried it while \(stage.name) (last: \(ending)"
        + (stack.map { " in \($0)" } ?? "") + "); please report this file"
    case .memoryLimit(let stage, let chunk, let limit, _):
      "chunk \(chunk) of \(input) reached the memory limit of a worker while \(stage.name); "
        + "allow more than --max-worker-memory \(limit >> 20)"
    case .supervisorLost(let stage, let ending, let stack):
      "the process that works on \(input) was lost while \(stage.name) (\(ending)"
        + (stack.map { " in \($0)" } ?? "") + "); please report this file"
    case .noResources(let reason):
      "the machine has not enough left for \(input): \(reason); try fewer --jobs, another --max-memory or another TMPDIR"
    case .sandboxUnavailable(let reason):
      "this machine cannot keep \(input) apart from the rest: \(reason); --sandbox auto does what it can"
    case .interrupted(let signal):
      signal == SIGINT ? "interrupted; nothing was written" : "ended by a signal; nothing was written"
    }
  }

  private func name(ofOutput output: Int) -> String {
    outputs.indices.contains(output) ? outputs[output] : "an output"
  }

  private func short(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }
}
