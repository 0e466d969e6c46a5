import Processes

/// How tasks and results travel between the supervisor and one worker.
package enum Transport: String, CaseIterable, Sendable {
  /// Rings in shared memory; the worker sleeps on a futex, the supervisor on an eventfd.
  case shm
  /// Two plain pipes.
  case pipe
}

/// What a worker finds when it looks for work.
enum Incoming: Equatable {
  case task(WorkerTask)
  case nothingYet
  case noMore
}

/// The contract that both transports keep: records of fixed size, in order, each whole or not at all.
///
/// Made before the fork; afterwards the supervisor uses one half and the worker the other.
protocol WorkerChannel: AnyObject {
  // The supervisor's half.

  /// Becomes readable when results wait.
  var wakeDescriptor: Int32 { get }
  func send(_ task: WorkerTask) throws(SystemCallError)
  func sendEnd()
  func receive() -> TaskResult?
  /// Acknowledges the wake-up, before the results are received.
  func clearWakeUp()

  // The worker's half.

  /// What the worker must not close.
  var workerDescriptors: [Int32] { get }
  /// Waits for work; `nothingYet` after `timeoutMilliseconds` at the latest.
  func nextTask(timeoutMilliseconds: Int) -> Incoming
  func publish(_ result: TaskResult)
}
