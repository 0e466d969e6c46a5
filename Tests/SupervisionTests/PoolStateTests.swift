import Processes
import Supervision
import SystemPackage
import Testing

struct PoolStateTests {
  private func task(_ id: UInt64) -> WorkerTask { WorkerTask(id: id, kind: 1, chunk: Int64(id)) }

  private func result(_ id: UInt64, attempt: UInt32 = 0) -> TaskResult {
    TaskResult(taskID: id, attempt: attempt, publication: Publication(length: 1, checksum: id))
  }

  /// A pool whose `count` workers run and have nothing to do.
  private func runningPool(_ count: Int, limits: PoolState.Limits = PoolState.Limits()) -> PoolState {
    var pool = PoolState(workerCount: count, limits: limits)
    _ = pool.handle(.timePassed, now: 0)
    for index in 0..<count { _ = pool.handle(.workerStarted(index), now: 0) }
    return pool
  }

  private func given(_ actions: [PoolAction]) -> [UInt64] {
    actions.compactMap { if case .give(let task, to: _) = $0 { task.id } else { nil } }
  }

  @Test func `the first event starts every worker once`() {
    var pool = PoolState(workerCount: 3)
    #expect(pool.handle(.timePassed, now: 0) == [.startWorker(0), .startWorker(1), .startWorker(2)])
    #expect(pool.handle(.timePassed, now: 1) == [])
  }

  @Test func `every worker has one task before any has two`() {
    var pool = PoolState(workerCount: 2)
    for id in 1...5 { _ = pool.handle(.submitted(task(UInt64(id))), now: 0) }
    #expect(pool.handle(.workerStarted(0), now: 0) == [.give(task(1), to: 0), .give(task(2), to: 0)])
    #expect(pool.handle(.workerStarted(1), now: 0) == [.give(task(3), to: 1), .give(task(4), to: 1)])
    var other = runningPool(2)
    #expect(other.handle(.submitted(task(1)), now: 0) == [.give(task(1), to: 0)])
    #expect(other.handle(.submitted(task(2)), now: 0) == [.give(task(2), to: 1)])
    #expect(other.handle(.submitted(task(3)), now: 0) == [.give(task(3), to: 0)])
  }

  @Test func `a worker goes on where it left off`() {
    var pool = runningPool(2)
    for id: UInt64 in [1, 11, 2, 12, 3, 13] { _ = pool.handle(.submitted(task(id)), now: 0) }
    #expect(given(pool.handle(.completed(1, result(11)), now: 0)) == [13])
    #expect(given(pool.handle(.completed(0, result(1)), now: 0)) == [3])
    var other = runningPool(1)
    for id: UInt64 in [1, 2, 9, 3] { _ = other.handle(.submitted(task(id)), now: 0) }
    #expect(given(other.handle(.completed(0, result(1)), now: 0)) == [3])
    #expect(given(other.handle(.rejected(task(1)), now: 0)) == [])
    #expect(given(other.handle(.completed(0, result(2)), now: 0)) == [1])
  }

  @Test func `a task that needs more memory than a worker may have is not tried again`() {
    var pool = runningPool(1)
    _ = pool.handle(.submitted(task(1)), now: 0)
    let actions = pool.handle(.workerExceededMemory(0, .signalled(6)), now: 0)
    #expect(actions.contains(.giveUp(.taskExceedsMemory(task(1)))))
  }

  @Test func `a finished task is delivered and makes room for the next`() {
    var pool = runningPool(1)
    for id in 1...3 { _ = pool.handle(.submitted(task(UInt64(id))), now: 0) }
    #expect(pool.unfinishedCount == 3)
    let actions = pool.handle(.completed(0, result(1)), now: 0)
    #expect(actions == [.deliver(task(1), Publication(length: 1, checksum: 1)), .give(task(3), to: 0)])
    #expect(pool.unfinishedCount == 2)
  }

  @Test func `a dead worker is replaced and only the task it was at is counted against it`() {
    var pool = runningPool(1)
    for id in 1...2 { _ = pool.handle(.submitted(task(UInt64(id))), now: 0) }
    #expect(pool.handle(.workerEnded(0, .signalled(9)), now: 1) == [.startWorker(0)])
    let actions = pool.handle(.workerStarted(0), now: 2)
    let attempts = actions.compactMap { if case .give(let task, to: _) = $0 { task.attempt } else { nil } }
    #expect(given(actions) == [1, 2])
    #expect(attempts == [1, 0])
  }

  @Test func `a task that ends three workers ends the pool and is named`() {
    var pool = runningPool(1)
    _ = pool.handle(.submitted(task(7)), now: 0)
    for _ in 0..<2 {
      #expect(pool.handle(.workerEnded(0, .signalled(11)), now: 0) == [.startWorker(0)])
      #expect(given(pool.handle(.workerStarted(0), now: 0)) == [7])
    }
    guard
      case .giveUp(.taskKilledItsWorkers(let culprit, last: .signalled(11)))? =
        pool.handle(.workerEnded(0, .signalled(11)), now: 0).first
    else {
      Issue.record("no failure that names the task")
      return
    }
    #expect(culprit.id == 7 && culprit.attempt == 3)
  }

  @Test func `a result of an earlier attempt is not believed`() {
    var pool = runningPool(1)
    _ = pool.handle(.submitted(task(1)), now: 0)
    _ = pool.handle(.workerEnded(0, .signalled(9)), now: 0)
    _ = pool.handle(.workerStarted(0), now: 0)
    #expect(pool.handle(.completed(0, result(1, attempt: 0)), now: 0) == [])
    #expect(pool.handle(.completed(0, result(1, attempt: 1)), now: 0).count == 1)
  }

  @Test func `a rejected result is redone, at most three times`() {
    var pool = runningPool(1)
    _ = pool.handle(.submitted(task(1)), now: 0)
    var rejected = task(1)
    for attempt in 0..<3 {
      let delivered = pool.handle(.completed(0, result(1, attempt: UInt32(attempt))), now: 0)
      guard case .deliver(let done, _)? = delivered.first else {
        Issue.record("nothing delivered at attempt \(attempt)")
        return
      }
      rejected = done
      let actions = pool.handle(.rejected(rejected), now: 0)
      if attempt < 2 {
        #expect(given(actions) == [1])
      } else {
        guard case .giveUp(.outputNeverMatched)? = actions.first else {
          Issue.record("the third rejection did not end the pool")
          return
        }
      }
    }
  }

  @Test func `failing forks are tried again with growing pauses while other workers go on`() {
    var pool = PoolState(workerCount: 2)
    _ = pool.handle(.timePassed, now: 0)
    _ = pool.handle(.workerStarted(0), now: 0)
    let error = SystemCallError(call: "fork", errno: .resourceTemporarilyUnavailable)
    #expect(pool.handle(.forkFailed(1, error), now: 0) == [])
    #expect(pool.handle(.timePassed, now: 99_999_999) == [])
    #expect(pool.handle(.timePassed, now: 100_000_000) == [.startWorker(1)])
    #expect(pool.handle(.forkFailed(1, error), now: 100_000_000) == [])
    #expect(pool.handle(.timePassed, now: 299_999_999) == [])
    #expect(pool.handle(.timePassed, now: 300_000_000) == [.startWorker(1)])
    #expect(pool.handle(.submitted(task(1)), now: 300_000_000) == [.give(task(1), to: 0)])
  }

  @Test func `a pool without a single worker gives up and says why`() {
    var pool = PoolState(workerCount: 1)
    _ = pool.handle(.timePassed, now: 0)
    let error = SystemCallError(call: "fork", errno: .resourceTemporarilyUnavailable)
    #expect(pool.handle(.forkFailed(0, error), now: 5) == [])
    #expect(pool.handle(.timePassed, now: 100_000_005) == [.startWorker(0)])
    #expect(
      pool.handle(.forkFailed(0, error), now: 5 + pool.limits.patienceNanoseconds) == [.giveUp(.cannotFork(error))])
  }

  @Test func `many workers that cannot be forked get as much patience as one`() {
    var pool = PoolState(workerCount: 16)
    _ = pool.handle(.timePassed, now: 0)
    let error = SystemCallError(call: "fork", errno: .resourceTemporarilyUnavailable)
    for index in 0..<16 { #expect(pool.handle(.forkFailed(index, error), now: UInt64(index)) == []) }
    #expect(pool.handle(.timePassed, now: 200_000_000).count == 16)
  }

  @Test func `killing all of many idle workers once is survived`() {
    var pool = runningPool(16)
    for index in 0..<16 {
      #expect(pool.handle(.workerEnded(index, .signalled(9)), now: 1) == [.startWorker(index)])
    }
  }

  @Test func `workers that end before they have done anything end the pool`() {
    var pool = runningPool(1)
    var last: [PoolAction] = []
    for _ in 0..<pool.limits.fruitlessEndings {
      last = pool.handle(.workerEnded(0, .exited(status: 1)), now: 0)
      if !last.contains(where: { if case .giveUp = $0 { true } else { false } }) {
        _ = pool.handle(.workerStarted(0), now: 0)
      }
    }
    #expect(last.contains(.giveUp(.workersKeepEnding(.exited(status: 1)))))
  }

  @Test func `restarts above the limit wait until a minute has passed`() {
    var limits = PoolState.Limits()
    limits.restartsPerMinute = 2
    var pool = runningPool(1, limits: limits)
    for now in 1...2 {
      #expect(pool.handle(.workerEnded(0, .signalled(9)), now: UInt64(now)) == [.startWorker(0)])
      _ = pool.handle(.workerStarted(0), now: UInt64(now))
    }
    #expect(pool.handle(.workerEnded(0, .signalled(9)), now: 3) == [])
    #expect(pool.handle(.timePassed, now: 60_000_000_000) == [])
    #expect(pool.handle(.timePassed, now: 60_000_000_001) == [.startWorker(0)])
  }
}
