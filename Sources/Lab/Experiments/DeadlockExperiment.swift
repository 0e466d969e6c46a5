import ForkPool
import LogBackend
import Logging
import Processes

/// The fault that the first program of this kind had for weeks: a process forks while the log's lock is held, and the child waits
/// for ever for somebody who does not exist there.
///
/// Once with a log that knows nothing of forks, once with ours.
struct DeadlockExperiment {
  func report() throws(LabFailure) -> LabReport {
    let (blocked, blockedSeconds) = try logged(forkSafety: .none)
    let (passed, passedSeconds) = try logged(forkSafety: .reinitialiseInChild)
    guard case .item(_, let failure)? = blocked, failure.reason == .hung(.blocked) else {
      throw .contradiction(
        "a child that inherits a locked log should hang, but: \(blocked?.description ?? "it logged")")
    }
    if let passed { throw .contradiction("a child whose log is fork-safe should log, but: \(passed)") }
    return LabReport(
      experiment: "deadlock", question: "why does a program hang that forks and logs?",
      claim: "it took weeks with a debugger to find",
      tables: [
        LabTable(
          title: "until it is known what became of the child", unit: "s", columns: ["seconds"],
          rows: [
            LabTable.Row(name: "a log that knows nothing of forks", values: [blockedSeconds], count: 1),
            LabTable.Row(name: "this program's log", values: [passedSeconds], count: 1),
          ])
      ],
      findings: [
        "A log that knows nothing of forks: the child was found blocked and ended, \(failure.calls.isEmpty ? "" : "in")"
      ] + failure.calls.map { "  " + $0 } + [
        "This program's log: its lock is opened anew in every child, which logged and ended."
      ])
  }

  /// Forks while the log is locked, and has the child log.
  ///
  /// - Returns: What befell the child, if anything, and how long it took to know.
  private func logged(forkSafety: ForkSafety) throws(LabFailure) -> (ForkPoolError?, Double) {
    let memory = try Self.memoryForLog()
    let sink: LogSink
    do throws(LogSinkError) {
      sink = try LogSink(descriptor: memory.number, forkSafety: forkSafety)
    } catch {
      throw .noResources(reason: "\(error)")
    }
    let logger = Logger(label: "lab") { ForkSafeLogHandler(label: $0, sink: sink) }
    var failure: ForkPoolError?
    let time = seconds {
      sink.withLock {
        do throws(ForkPoolError) {
          _ = try ForkPool.map(0..<1, workers: 1, timeLimit: .seconds(2)) { item in
            logger.info("a child is there")
            return item
          }
        } catch {
          failure = error
        }
      }
    }
    return (failure, time)
  }

  private static func memoryForLog() throws(LabFailure) -> Descriptor {
    do throws(SystemCallError) {
      let memory = try FileSystem.createInMemory("lab-log")
      try FileSystem.setAppending(memory.number)
      return memory
    } catch {
      throw .noResources(reason: "\(error)")
    }
  }
}
