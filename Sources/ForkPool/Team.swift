import Glibc
import Processes
import SharedMemory
import Supervision
import Synchronization
import SystemPackage

/// The children of one map, what they share, and what has come back from them.
final class Team {
  let workerCount: Int
  let board: SharedValue<ProcessBoard>
  let logs: [ResultLog]
  let itemNanoseconds: UInt64
  private let compute: (Int) -> ItemOutcome
  private var results: [[UInt8]?] = []

  init(workerCount: Int, itemSeconds: Double, compute: @escaping (Int) -> ItemOutcome) throws(ForkPoolError) {
    self.workerCount = workerCount
    // Thirty years are as good as any longer time, and leave room to reckon with.
    itemNanoseconds = UInt64(min(itemSeconds, 1e9) * 1e9)
    self.compute = compute
    do throws(SharedMemoryError) {
      board = try SharedValue(named: "forkpool-board", ProcessBoard(title: "", workerCount: workerCount))
      logs = try (0..<workerCount).map { _ throws(SharedMemoryError) in try ResultLog() }
    } catch {
      throw .noResources(reason: error.words)
    }
  }

  func expect(_ count: Int) {
    results = Array(repeating: nil, count: count)
  }

  /// The results of all items, which are there.
  func allResults() -> [[UInt8]] {
    results.map { result in
      guard let result else { preconditionFailure("every item was done, or its failure was thrown") }
      return result
    }
  }

  /// Whether each of `items` has its result.
  func hasResults(of items: Range<Int>) -> Bool { results[items].allSatisfy { $0 != nil } }

  /// Takes what `worker` has published; throws the failure that it tells of.
  ///
  /// - Parameter attention: Since when this process has looked: what was stopped with it before that took no time.
  func take(from worker: Int, attention: Attention) throws(ForkPoolError) {
    for record in logs[worker].newRecords() {
      // Being asked for its stack may have ended a wait that would have lasted: what then came of it is no result.
      let start = max(record.start, attention.start)
      if record.end > start, record.end - start > itemNanoseconds {
        let kind: Incident.Kind = record.usedCPU >= (record.end - start) / 4 ? .spinning : .blocked
        var incident = Incident(kind, process: 0, worker: worker, stack: board.value.workers[worker].stack.latest)
        incident.chunk = Int64(record.item)
        throw failure(for: incident)
      }
      switch record.outcome {
      case .value(let bytes): results[record.item] = bytes
      case .threw(let error): throw .item(record.item, ItemFailure(.threw(error)))
      case .notSerialisable(let error): throw .item(record.item, ItemFailure(.notSerialisable(error)))
      }
    }
  }

  // In a child.

  /// Prepares this process, a child that was forked just now.
  func enter() {
    Threads.prohibit()
    // What it prints is out before it crashes.
    StandardOutput.writeLineByLine()
  }

  /// Does one item, or ends the process.
  func work(on item: Int, as worker: Int) {
    board.value.workers[worker].chunk.store(Int64(item), ordering: .relaxed)
    board.value.workers[worker].showLife()
    let (start, usedBefore) = (MonotonicClock.nanoseconds(), MonotonicClock.processCPUNanoseconds())
    let outcome = compute(item)
    // A child ends without this, and what it has printed would be lost.
    fflush(nil)
    do {
      try logs[worker].append(
        ResultLog.Record(
          item: item, start: start, end: MonotonicClock.nanoseconds(),
          usedCPU: MonotonicClock.processCPUNanoseconds() - usedBefore, outcome: outcome))
    } catch {
      _exit(Self.noRoomStatus)
    }
  }

  /// How a child ends that has no room for a result.
  static var noRoomStatus: Int32 { 211 }
}

extension SharedMemoryError {
  var words: String {
    switch self {
    case .unavailable(let error): "\(error)"
    case .outOfMemory(let count): "\(count) bytes of shared memory were refused"
    case .full(let count): "more than \(count) bytes"
    }
  }
}
