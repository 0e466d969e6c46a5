import Processes
import SharedMemory
import Supervision
import Synchronization
import SystemPackage

extension Team {
  /// Has the items `0..<count` done by whoever is free.
  func share(_ count: Int) throws(ForkPoolError) -> [[UInt8]] {
    expect(count)
    var limits = PoolState.Limits()
    // Who calls a closure twice may do something twice.
    limits.attemptsPerTask = 1
    limits.shortestSilenceNanoseconds = itemNanoseconds
    limits.silenceNanoseconds = itemNanoseconds
    limits.examinationNanoseconds = 0
    let pool: WorkerPool
    do {
      // Files that the caller has open are part of what a closure may have captured.
      pool = try WorkerPool(
        workerCount: workerCount, transport: .shm, board: board,
        keptDescriptors: openDescriptors(), limits: limits
      ) { [self] worker in
        enter()
        return { task in
          for item in task.items { self.work(on: item, as: worker) }
          return Publication(length: Int64(task.items.count), checksum: 0)
        }
      }
    } catch {
      throw .noResources(reason: "\(error)")
    }
    do throws(ForkPoolError) {
      try direct(pool, over: count)
    } catch {
      pool.abolish()
      throw error
    }
    pool.dismiss()
    pool.retire()
    return allResults()
  }

  private func direct(_ pool: WorkerPool, over count: Int) throws(ForkPoolError) {
    var next = 0
    while next < count || pool.unfinishedCount > 0 {
      while next < count, pool.unfinishedCount < 2 * workerCount {
        let share = Self.share(ofRemaining: count - next, workerCount: workerCount)
        pool.submit(WorkerTask(items: next..<next + share))
        next += share
      }
      do throws(PoolFailure) {
        _ = try pool.finished(timeoutMilliseconds: 100)
      } catch {
        // What was found before the failure may tell more about it.
        for worker in logs.indices { try take(from: worker, attention: pool.attention) }
        throw failure(for: error)
      }
      for worker in logs.indices { try take(from: worker, attention: pool.attention) }
    }
  }

  /// How many of the remaining items go to a worker at a time: many while there are many, since each task costs some
  /// microseconds, and one at the end, so that nobody waits for the last (guided self-scheduling: Polychronopoulos and Kuck 1987).
  static func share(ofRemaining count: Int, workerCount: Int) -> Int {
    max(1, count / (4 * workerCount))
  }

  private func failure(for failure: PoolFailure) -> ForkPoolError {
    switch failure {
    case .taskKilledItsWorkers(_, let last):
      return self.failure(for: lastIncident ?? Incident(.ended, process: 0, ending: last))
    case .taskExceedsMemory: return self.failure(for: lastIncident ?? Incident(.ended, process: 0), reason: .noMemory)
    case .cannotFork(let error): return .noResources(reason: "\(error)")
    case .workersKeepEnding(let reason): return .childrenLost(reason: "\(reason)")
    case .outputNeverMatched: preconditionFailure("no output is rejected here")
    }
  }

  /// The pool ends with the first loss, so the last incident tells of it.
  private var lastIncident: Incident? {
    guard let number = board.value.incidents.keptNumbers.last, var incident = board.value.incidents[number] else {
      return nil
    }
    let row = incident.worker ?? 0
    // It had a task in hand that it had not begun: no item is to blame.
    if !incident.isAlive, board.value.workers[row].taskKind.load(ordering: .relaxed) == ProcessRow.idle {
      incident.chunk = -1
    }
    return incident
  }
}

extension WorkerTask {
  /// A run of items.
  fileprivate init(items: Range<Int>) {
    self.init(id: UInt64(items.lowerBound) + 1, kind: 0, chunk: Int64(items.lowerBound), argument: UInt64(items.count))
  }

  fileprivate var items: Range<Int> { Int(chunk)..<Int(chunk) + Int(argument) }
}
