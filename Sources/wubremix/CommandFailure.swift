/// A command that cannot go on: one line for standard error, and the exit status.
struct CommandFailure: Error {
  let message: String
  let status: Int32

  init(_ message: String, _ status: Int32) {
    self.message = message
    self.status = status
  }
}
