import AudioFiles
import SystemPackage

extension JobFailure {
  /// What is wrong with a file, as the job's failure.
  init(_ error: AudioFileError) {
    switch error {
    case .readFailed(let errno): self = .inputReadFailed(reason: "\(Errno(rawValue: errno))")
    case .writeFailed(let errno): self = .outputWriteFailed(reason: "\(Errno(rawValue: errno))")
    case .outOfMemory: self = .noResources(reason: "out of memory")
    default: self = .notUsableAudio(reason: error.description)
    }
  }
}

/// Does `body`; what is wrong with a file becomes the job's failure.
func audio<Value: ~Copyable>(
  _ body: () throws(AudioFileError) -> Value
) throws(JobFailure) -> Value {
  do {
    return try body()
  } catch {
    throw JobFailure(error)
  }
}
