import Glibc
import Processes

/// A forked child, which ends with this object at the latest.
///
/// Arrays hold no values that cannot be copied.
final class RunningChild {
  private let process: ChildProcess
  private var hasEnded = false

  /// Forks; the child does `body` and ends.
  ///
  /// - Parameter core: Where it is to stay; `nil` for where the kernel sees fit.
  init(named name: String, onCore core: Int? = nil, _ body: () -> Void) throws(SystemCallError) {
    process = try ChildProcess.fork(named: name) {
      // One that cannot be kept on a core measures all the same.
      if let core { try? Processor.stay(onCore: core) }
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
