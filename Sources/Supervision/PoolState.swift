package import Processes

/// What happened to a pool.
package enum PoolEvent: Equatable {
  case submitted(WorkerTask)
  case workerStarted(Int)
  case forkFailed(Int, SystemCallError)
  case completed(Int, TaskResult)
  case workerEnded(Int, ExitReason)
  /// It ended because it was refused memory.
  case workerExceededMemory(Int, ExitReason)
  /// A delivered result was not believed.
  case rejected(WorkerTask)
  case timePassed
}

/// What is to be done about it.
package enum PoolAction: Equatable {
  case startWorker(Int)
  case give(WorkerTask, to: Int)
  case deliver(WorkerTask, Publication)
  case giveUp(PoolFailure)
}

/// The rules of a pool of workers, without a process in sight: an event goes in, actions come out.
///
/// Tasks start in the order of their submission, but among those of one kind a worker goes on with the chunk after its
/// last one: neighbours share much of their work. A worker holds at most `tasksInFlight`, so that it need not wait for
/// the supervisor between two. When a worker ends, the task at the head of its list is the one it died on;
/// the others go back to the front of the queue untouched.
package struct PoolState {
  /// Bounds on everything that could otherwise go on for ever.
  package struct Limits: Equatable, Sendable {
    package var tasksInFlight = 2
    /// Workers that one task may end, or results of it that may be rejected.
    package var attemptsPerTask = 3
    /// Times that each worker, on average, may end in a row without any task being finished.
    package var fruitlessEndings = 4
    package var restartsPerMinute = 120
    /// How long forks may fail while no worker runs.
    package var patienceNanoseconds: UInt64 = 3_000_000_000
    /// The least silence of a worker with a task that may mean that it is stuck; longer where such tasks take long.
    package var shortestSilenceNanoseconds: UInt64 = 2_000_000_000
    /// How long a worker with a task may show no sign of life before it is killed, whatever it waits for.
    package var silenceNanoseconds: UInt64 = 20_000_000_000
    /// How long a worker that was found stuck is kept for somebody to look at it.
    package var examinationNanoseconds: UInt64 = 300_000_000
    /// What a worker may have of memory, besides what it was forked with; `nil` for as much as there is.
    package var workerMemoryBytes: Int?
    package var firstBackoffNanoseconds: UInt64 = 100_000_000
    package var longestBackoffNanoseconds: UInt64 = 5_000_000_000

    package init() {}
  }

  package let limits: Limits
  private var workers: [Worker]
  private var queue: [WorkerTask] = []
  /// What each worker was given last, if anything.
  private var latest: [WorkerTask?]
  private var restarts: [UInt64] = []
  private var fruitlessEndings = 0
  private var hasGivenUp = false
  /// When a fork first failed while no worker ran.
  private var helplessSince: UInt64?

  private enum Worker {
    case running(tasks: [WorkerTask])
    case starting(failedForks: Int)
    case vacant(retryAt: UInt64, failedForks: Int)
  }

  /// A pool of `workerCount` workers, none of them started: the first event starts them.
  package init(workerCount: Int, limits: Limits = Limits()) {
    precondition(workerCount > 0)
    self.limits = limits
    workers = Array(repeating: .vacant(retryAt: 0, failedForks: 0), count: workerCount)
    latest = Array(repeating: nil, count: workerCount)
  }

  /// Tasks that are waiting or being worked on.
  package var unfinishedCount: Int {
    workers.reduce(queue.count) { count, worker in
      if case .running(let tasks) = worker { count + tasks.count } else { count }
    }
  }

  /// Takes in `event`, which happened at `now` (nanoseconds of any steady clock).
  package mutating func handle(_ event: PoolEvent, now: UInt64) -> [PoolAction] {
    var actions: [PoolAction] = []
    switch event {
    case .submitted(let task):
      queue.append(task)
    case .workerStarted(let index):
      helplessSince = nil
      workers[index] = .running(tasks: [])
    case .forkFailed(let index, let error):
      actions += failFork(of: index, error: error, now: now)
    case .completed(let index, let result):
      actions += complete(result, by: index)
    case .workerEnded(let index, let reason):
      actions += end(worker: index, reason: reason, now: now)
    case .workerExceededMemory(let index, let reason):
      // The next worker would need as much.
      if case .running(let tasks) = workers[index], let task = tasks.first {
        actions.append(.giveUp(.taskExceedsMemory(task)))
      }
      actions += end(worker: index, reason: reason, now: now)
    case .rejected(let task):
      actions += retry(task, failure: { .outputNeverMatched($0) })
    case .timePassed:
      break
    }
    // A pool that has given up is about to end: who is there may finish, but nobody new begins.
    hasGivenUp = hasGivenUp || actions.contains { if case .giveUp = $0 { true } else { false } }
    return hasGivenUp ? actions : actions + startWorkers(now: now) + giveTasks()
  }

  /// The task that worker `index` is at; `nil` between tasks.
  package func currentTask(of index: Int) -> WorkerTask? {
    if case .running(let tasks) = workers[index] { tasks.first } else { nil }
  }

  private mutating func failFork(of index: Int, error: SystemCallError, now: UInt64) -> [PoolAction] {
    var failures = 1
    if case .starting(let earlier) = workers[index] { failures += earlier }
    workers[index] = .vacant(retryAt: now + backoff(afterFailures: failures), failedForks: failures)
    let hasWorkers = workers.contains { if case .running = $0 { true } else { false } }
    guard !hasWorkers else { return [] }
    let since = helplessSince ?? now
    helplessSince = since
    return now - since >= limits.patienceNanoseconds ? [.giveUp(.cannotFork(error))] : []
  }

  private mutating func complete(_ result: TaskResult, by index: Int) -> [PoolAction] {
    guard case .running(var tasks) = workers[index],
      let position = tasks.firstIndex(where: { $0.id == result.taskID && $0.attempt == result.attempt })
    else { return [] }
    let task = tasks.remove(at: position)
    workers[index] = .running(tasks: tasks)
    fruitlessEndings = 0
    return [.deliver(task, result.publication)]
  }

  private mutating func end(worker index: Int, reason: ExitReason, now: UInt64) -> [PoolAction] {
    var tasks: [WorkerTask] = []
    if case .running(let held) = workers[index] { tasks = held }
    restarts = restarts.filter { now - $0 < 60_000_000_000 }
    restarts.append(now)
    // Too many restarts: this worker's turn comes when the oldest is a minute ago.
    let isStorm = restarts.count > limits.restartsPerMinute
    workers[index] = .vacant(retryAt: isStorm ? restarts[0] + 60_000_000_000 : now, failedForks: 0)
    fruitlessEndings += 1
    if fruitlessEndings >= limits.fruitlessEndings * workers.count && tasks.isEmpty {
      return [.giveUp(.workersKeepEnding(reason))]
    }
    guard let blamed = tasks.first else { return [] }
    queue.insert(contentsOf: tasks.dropFirst(), at: 0)
    return retry(blamed, failure: { .taskKilledItsWorkers($0, last: reason) })
  }

  private mutating func retry(_ task: WorkerTask, failure: (WorkerTask) -> PoolFailure) -> [PoolAction] {
    var task = task
    task.attempt += 1
    if task.attempt >= limits.attemptsPerTask { return [.giveUp(failure(task))] }
    queue.insert(task, at: 0)
    return []
  }

  private mutating func startWorkers(now: UInt64) -> [PoolAction] {
    var actions: [PoolAction] = []
    for index in workers.indices {
      guard case .vacant(let retryAt, let failedForks) = workers[index], retryAt <= now else { continue }
      workers[index] = .starting(failedForks: failedForks)
      actions.append(.startWorker(index))
    }
    return actions
  }

  /// Deals tasks round by round, so that every worker has one before any has two.
  private mutating func giveTasks() -> [PoolAction] {
    var actions: [PoolAction] = []
    for load in 0..<limits.tasksInFlight {
      for index in workers.indices where !queue.isEmpty {
        guard case .running(var tasks) = workers[index], tasks.count == load else { continue }
        let task = queue.remove(at: place(after: latest[index]))
        latest[index] = task
        tasks.append(task)
        workers[index] = .running(tasks: tasks)
        actions.append(.give(task, to: index))
      }
    }
    return actions
  }

  /// Where in the queue that is not empty the task is for a worker that was given `last` before.
  private func place(after last: WorkerTask?) -> Int {
    // What has failed before comes first.
    guard let last, queue[0].kind == last.kind, queue[0].attempt == 0 else { return 0 }
    return queue.firstIndex { $0.kind == last.kind && $0.chunk == last.chunk + 1 } ?? 0
  }

  private func backoff(afterFailures count: Int) -> UInt64 {
    let doublings = min(count - 1, 16)
    return min(limits.firstBackoffNanoseconds << UInt64(doublings), limits.longestBackoffNanoseconds)
  }
}
