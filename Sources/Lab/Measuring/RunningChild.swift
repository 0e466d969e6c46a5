import Glibc
import Processes

/// A forked child, which ends with this object at the latest.
///
/// Arrays hold no values that cannot be copied.
final class RunningChild {
  private let process: ChildProcess
  private var hasEnded = false

  /// Forks; the child does `body` and ends.
  init(named name: String, _ body: () -> Void) throws(SystemCallError) {
    process = try ChildProcess.fork(named: name) {
      body()
      return 0
    }
  }

  deinit {
    guard !hasEnded else { return }
    process.send(signal: SIGKILL)
    _ = process.ending()
  }

  func waitForEnd() {
    _ = process.ending()
    hasEnded = true
  }
}
