import Diagnosis
import Glibc
import Processes
import RemixJobs
import SharedMemory
import Supervision
import Synchronization

/// What runs now, as `wubremix status` tells it.
struct SystemStatus: Encodable {
  let jobs: [JobStatus]

  /// - Parameter withStacks: Whether each process is asked for its stack.
  init(of trees: [RunningTree], withStacks: Bool) {
    let shares = CPUShares(of: trees.flatMap(\.members).map(\.processID))
    jobs = trees.map { JobStatus($0, cpuPercent: shares.percent, withStacks: withStacks) }
  }

  func text() -> String {
    jobs.isEmpty ? "no job runs\n" : jobs.map { $0.text() }.joined(separator: "\n")
  }
}

extension JobStatus {
  fileprivate func text() -> String {
    let head = "\(LosslessText.printable(title)): \(stage), \(percent) %, \(elapsedSeconds) s, sandbox: \(sandbox)\n"
    return head + processes.map { $0.text() }.joined() + incidents.map { "  ! \($0)\n" }.joined()
  }
}

extension ProcessStatus {
  fileprivate func text() -> String {
    var line = "  \(padded(role, 10)) \(padded("\(process)", 8)) \(state) \(leftPadded("\(cpuPercent ?? 0)", 6)) %"
    line += " \(leftPadded("\(Int(megabytes))", 5)) MB"
    if let silentSeconds { line += "  \(work ?? "waits"), silent for \(silentSeconds) s" }
    if let finishedTasks { line += ", \(finishedTasks) done" }
    if let restarts, restarts > 0 { line += ", replaced \(restarts) \(restarts == 1 ? "time" : "times")" }
    line += "\n"
    if let stack {
      if let waitingIn { line += "      (\(waitingIn))\n" }
      line += stack.isEmpty ? "      no answer\n" : stack.map { "      \($0)\n" }.joined()
    }
    return line
  }
}

/// How much of a processor each of some processes uses, measured over a moment.
struct CPUShares {
  private let before: [Int32: UInt64]
  private let after: [Int32: UInt64]
  private let elapsed: UInt64

  /// How long the moment is.
  static let seconds = 0.25

  init(of processes: [Int32]) {
    let start = MonotonicClock.nanoseconds()
    before = Self.times(of: processes)
    if !processes.isEmpty { usleep(UInt32(Self.seconds * 1e6)) }
    after = Self.times(of: processes)
    elapsed = max(MonotonicClock.nanoseconds() - start, 1)
  }

  /// 0 for one that has ended meanwhile.
  func percent(of process: Int32) -> Double {
    guard let first = before[process], let last = after[process], last >= first else { return 0 }
    return (Double(last - first) / Double(elapsed) * 1_000).rounded() / 10
  }

  private static func times(of processes: [Int32]) -> [Int32: UInt64] {
    var times: [Int32: UInt64] = [:]
    for process in processes { times[process] = MonotonicClock.cpuNanoseconds(of: process) }
    return times
  }
}

private func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(width - text.count, 0))
}

private func leftPadded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(width - text.count, 0)) + text
}
