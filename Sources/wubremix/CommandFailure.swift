import ArgumentParser

/// A command that cannot go on: one line for standard error, and the exit status.
struct CommandFailure: Error {
  let message: String
  let status: Int32

  init(_ message: String, _ status: Int32) {
    self.message = message
    self.status = status
  }
}

extension JobOptions {
  /// Does what comes before a job, and tells why it failed as the job would.
  func tellingFailures(input: PathArgument, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let failure as CommandFailure {
      ProgressDisplay(style: progress, isQuiet: quiet, input: input, madeFiles: [])
        .fail(failure.message, status: failure.status)
      throw ExitCode(failure.status)
    }
  }
}
