import Processes

/// The `pipe` transport: records are far below PIPE_BUF, so the kernel never splits one.
final class PipeChannel: WorkerChannel {
  private let tasks: Pipe
  private let results: Pipe

  init() throws {
    tasks = try Pipe()
    results = try Pipe()
    try results.readEnd.makeNonBlocking()
  }

  var wakeDescriptor: Int32 { results.readEnd.number }

  func send(_ task: WorkerTask) throws(SystemCallError) {
    try tasks.writeEnd.writeRecord(task)
  }

  func sendEnd() {
    // A worker that is gone already needs no word.
    try? tasks.writeEnd.writeRecord(Self.end)
  }

  func receive() -> TaskResult? {
    // A failed read is a worker that ended: its exit descriptor tells that.
    try? results.readEnd.readRecord(TaskResult.self)
  }

  func clearWakeUp() {}

  var workerDescriptors: [Int32] { [tasks.readEnd.number, results.writeEnd.number] }

  func nextTask(timeoutMilliseconds: Int) -> Incoming {
    let ready = Poller.readable(among: [tasks.readEnd.number], timeoutMilliseconds: timeoutMilliseconds)
    guard !ready.isEmpty else { return .nothingYet }
    guard let task = try? tasks.readEnd.readRecord(WorkerTask.self) else { return .noMore }
    return task.id == Self.end.id ? .noMore : .task(task)
  }

  func publish(_ result: TaskResult) {
    // Without a reader the supervisor is gone, and this process is about to be killed.
    try? results.writeEnd.writeRecord(result)
  }

  private static var end: WorkerTask { WorkerTask(id: .max, kind: 0, chunk: 0) }
}
