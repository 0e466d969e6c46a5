import Glibc
import Processes
import SharedMemory
import Synchronization

/// What a worker does from fork to end: wait, work, publish.
struct WorkerLoop {
  let channel: any WorkerChannel
  /// The read end of a pipe that only the supervisor holds open.
  let lifeline: Int32
  let board: SharedValue<ProcessBoard>
  let index: Int

  /// Works until there are no more tasks or the supervisor is gone.
  func run(_ work: (WorkerTask) -> Publication) -> Int32 {
    board.value.workers[index].processID.store(getpid(), ordering: .relaxed)
    board.value.workers[index].stack.keepOwn()
    while true {
      showLife(kind: ProcessRow.idle, chunk: -1)
      switch channel.nextTask(timeoutMilliseconds: 500) {
      case .noMore:
        return 0
      case .nothingYet:
        if Poller.isHungUp(lifeline) { return 1 }
      case .task(let task):
        showLife(kind: task.kind, chunk: task.chunk)
        let start = MonotonicClock.nanoseconds()
        let publication = work(task)
        board.value.workers[index].finishedTasks.add(1, ordering: .relaxed)
        channel.publish(
          TaskResult(
            taskID: task.id, attempt: task.attempt, publication: publication,
            nanoseconds: MonotonicClock.nanoseconds() - start))
      }
    }
  }

  private func showLife(kind: UInt32, chunk: Int64) {
    board.value.workers[index].taskKind.store(kind, ordering: .relaxed)
    board.value.workers[index].chunk.store(chunk, ordering: .relaxed)
    board.value.workers[index].showLife()
  }
}
