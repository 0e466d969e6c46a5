package import Processes

/// Why a pool cannot finish its tasks.
package enum PoolFailure: Error, Equatable, Sendable {
  /// The task ended every worker that tried it.
  case taskKilledItsWorkers(WorkerTask, last: ExitReason)
  /// The task needs more memory than a worker may have.
  case taskExceedsMemory(WorkerTask)
  /// The task was finished again and again, but its output never matched its checksum.
  case outputNeverMatched(WorkerTask)
  /// Workers end before they finish anything.
  case workersKeepEnding(ExitReason)
  /// For too long, not one worker could be forked.
  case cannotFork(SystemCallError)
}
