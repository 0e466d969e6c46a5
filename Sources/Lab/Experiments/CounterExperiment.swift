import Glibc
import Processes
import SharedMemory
import Synchronization

/// One number that several processes count up at the same time.
struct CounterExperiment {
  let settings: LabSettings

  func report() throws(LabFailure) -> LabReport {
    let processCount = max(settings.workerCount, 2)
    let stepCount = settings.repetitions(10_000_000)
    var (costs, values): ([LabTable.Row], [LabTable.Row]) = ([], [])
    for way in CountingWay.allCases {
      var (times, shares): ([Double], [Double]) = ([], [])
      for _ in 0..<5 {
        let run = try counted(way, processCount: processCount, stepCount: stepCount)
        times.append(run.nanosecondsPerStep)
        shares.append(100 * Double(run.value) / Double(processCount * stepCount))
      }
      costs.append(LabTable.Row(way.name, times))
      values.append(LabTable.Row(way.name, shares))
    }
    let lost = 100 - (values[0].values.min() ?? 0)
    return LabReport(
      experiment: "counter", question: "can several processes count in one place?",
      tables: [
        LabTable(
          title: "\(processCount) processes, a step of each", unit: "ns", columns: LabTable.spreadColumns, rows: costs),
        LabTable(title: "counted of what should be", unit: "%", columns: LabTable.spreadColumns, rows: values),
      ],
      findings: [
        lost > 0
          ? "Without synchronisation up to \(significant(lost)) % of the steps are lost."
          : "This time no step was lost without synchronisation; that is luck.",
        "A step takes \(significant(costs[1].median)) ns under a lock and \(significant(costs[2].median)) ns "
          + "if it is atomic, and both count right.",
      ])
  }

  private struct Run: Codable {
    let value: UInt64
    let nanosecondsPerStep: Double
  }

  private func counted(_ way: CountingWay, processCount: Int, stepCount: Int) throws(LabFailure) -> Run {
    let run = try inOwnProcess {
      let counter = try SharedValue(named: "lab-counter", SharedCounter())
      var children: [RunningChild] = []
      for _ in 0..<processCount {
        children.append(
          try RunningChild(named: "lab-counter") {
            counter.value.meet(processCount)
            for _ in 0..<stepCount { counter.value.step(way) }
          })
      }
      while counter.value.arrivedCount < processCount { usleep(100) }
      let time = seconds {
        for child in children { child.waitForEnd() }
      }
      return Run(value: counter.value.count, nanosecondsPerStep: time * 1e9 / Double(stepCount))
    }
    if way != .unsynchronised, run.value != UInt64(processCount * stepCount) {
      throw .contradiction("\(way.name): \(run.value) steps of \(processCount * stepCount) were counted")
    }
    return run
  }
}

enum CountingWay: CaseIterable {
  case unsynchronised
  case lock
  case atomic

  var name: String {
    switch self {
    case .unsynchronised: "read, add, write"
    case .lock: "the same under a lock"
    case .atomic: "one atomic step"
    }
  }
}

/// A number in shared memory.
struct SharedCounter: ~Copyable {
  private let number = Atomic<UInt64>(0)
  private let lock = SharedLock()
  private let arrived = Atomic<Int>(0)

  var count: UInt64 { number.load(ordering: .sequentiallyConsistent) }

  var arrivedCount: Int { arrived.load(ordering: .acquiring) }

  /// Waits for all `count` processes without sleeping: those that wake up one after the other would not meet.
  func meet(_ count: Int) {
    arrived.add(1, ordering: .acquiringAndReleasing)
    while arrivedCount < count { sched_yield() }
  }

  func step(_ way: CountingWay) {
    switch way {
    case .unsynchronised: readAddWrite()
    case .lock:
      lock.acquire()
      readAddWrite()
      lock.release()
    case .atomic: number.add(1, ordering: .relaxed)
    }
  }

  /// As `number += 1` does it; a plain number would be kept in a register all the while.
  private func readAddWrite() {
    number.store(number.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
  }
}
