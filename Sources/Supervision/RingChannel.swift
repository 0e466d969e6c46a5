import Processes
import SharedMemory

/// The `shm` transport: one ring each way.
final class RingChannel: WorkerChannel {
  private let tasks: SharedRing<Entry>
  private let results: SharedRing<TaskResult>
  private let doorbell: EventCounter

  /// A task, or the word that there are no more.
  private struct Entry: BitwiseCopyable {
    let task: WorkerTask
    let isEnd: Bool
  }

  /// - Parameter capacity: At least one more than a worker's tasks in flight; a power of two.
  init(capacity: Int) throws {
    tasks = try SharedRing(named: "wubremix-tasks", capacity: capacity)
    results = try SharedRing(named: "wubremix-results", capacity: capacity)
    doorbell = try EventCounter()
  }

  var wakeDescriptor: Int32 { doorbell.descriptor.number }

  func send(_ task: WorkerTask) {
    let isTaken = tasks.push(Entry(task: task, isEnd: false))
    precondition(isTaken, "a worker was given more tasks than it may hold")
  }

  func sendEnd() {
    _ = tasks.push(Entry(task: WorkerTask(id: 0, kind: 0, chunk: 0), isEnd: true))
  }

  func receive() -> TaskResult? { results.pop() }

  func clearWakeUp() { doorbell.clear() }

  var workerDescriptors: [Int32] { [doorbell.descriptor.number] }

  func nextTask(timeoutMilliseconds: Int) -> Incoming {
    if let entry = tasks.pop() { return entry.isEnd ? .noMore : .task(entry.task) }
    tasks.waitForRecord(timeoutNanoseconds: Int64(timeoutMilliseconds) * 1_000_000)
    return .nothingYet
  }

  func publish(_ result: TaskResult) {
    let isTaken = results.push(result)
    precondition(isTaken, "a worker published more results than it had tasks")
    EventCounter.ring(doorbell.descriptor.number)
  }
}
