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
    jobs = trees.map { JobStatus($0, shares: shares, withStacks: withStacks) }
  }

  func text() -> String {
    jobs.isEmpty ? "no job runs\n" : jobs.map { $0.text() }.joined(separator: "\n")
  }
}

/// One job and its processes.
struct JobStatus: Encodable {
  let title: String
  let stage: String
  let percent: Double
  let elapsedSeconds: Double
  /// What supervisor and workers gave up.
  let sandbox: String
  let processes: [ProcessStatus]
  /// The last ones, the oldest first.
  let incidents: [String]

  init(_ tree: RunningTree, shares: CPUShares, withStacks: Bool) {
    let board = tree.board
    let now = MonotonicClock.nanoseconds()
    let symbolizer = withStacks || board.value.incidents.totalCount > 0 ? Symbolizer(process: tree.controller) : nil
    let stage = board.value.jobStage.name
    title = board.value.titleText
    self.stage = stage
    percent = Double(board.value.thousandths.load(ordering: .relaxed)) / 10
    elapsedSeconds = seconds(since: board.value.start.load(ordering: .relaxed), now: now)
    sandbox = "\(board.value.sandboxLevel)"
    processes = tree.members.map { member in
      ProcessStatus(member, of: tree, now: now, shares: shares, symbolizer: withStacks ? symbolizer : nil)
    }
    incidents = board.value.incidents.keptNumbers.compactMap { board.value.incidents[$0] }.map {
      IncidentReport($0, facts: nil, symbolizer: symbolizer).line(stage: $0.stage?.name ?? stage)
    }
  }

  func text() -> String {
    let head = "\(LosslessText.printable(title)): \(stage), \(percent) %, \(elapsedSeconds) s, sandbox: \(sandbox)\n"
    return head + processes.map { $0.text() }.joined() + incidents.map { "  ! \($0)\n" }.joined()
  }
}

/// One process of a job.
struct ProcessStatus: Encodable {
  let role: String
  let process: Int32
  /// As ps has it; `-` if it has just ended.
  let state: String
  /// Of one processor, over the last moments.
  let cpuPercent: Double
  let megabytes: Double
  /// `nil` for the controller, which keeps no account of itself, and between tasks.
  let work: String?
  let silentSeconds: Double?
  let finishedTasks: UInt64?
  let restarts: UInt32?
  /// The innermost first; `nil` if nobody asked, empty if it did not answer.
  let stack: [String]?
  /// Where it waits inside of the kernel.
  let waitingIn: String?

  init(_ member: RunningTree.Member, of tree: RunningTree, now: UInt64, shares: CPUShares, symbolizer: Symbolizer?) {
    let facts = ProcessFacts(process: member.processID)
    process = member.processID
    state = facts.map { String($0.state) } ?? "-"
    cpuPercent = shares.percent(of: member.processID)
    megabytes = (Double(facts?.residentBytes ?? 0) / Double(1 << 20)).rounded()
    waitingIn = symbolizer == nil ? nil : facts?.waitingIn
    let board = tree.board
    switch member.place {
    case .controller:
      role = "controller"
      (work, silentSeconds, finishedTasks, restarts, stack) = (nil, nil, nil, nil, nil)
      return
    case .supervisor:
      role = "supervisor"
      work = board.value.jobStage.name
      silentSeconds = seconds(since: board.value.supervisor.heartbeat.load(ordering: .relaxed), now: now)
      (finishedTasks, restarts) = (nil, nil)
    case .worker(let index):
      role = "worker \(index)"
      work = board.value.workers[index].work
      silentSeconds = seconds(since: board.value.workers[index].heartbeat.load(ordering: .relaxed), now: now)
      finishedTasks = board.value.workers[index].finishedTasks.load(ordering: .relaxed)
      restarts = board.value.workers[index].restarts.load(ordering: .relaxed)
    }
    stack = symbolizer.map { symbolizer in tree.stack(of: member).map { symbolizer.calls(in: $0) } ?? [] }
  }

  func text() -> String {
    var line = "  \(padded(role, 10)) \(padded("\(process)", 8)) \(state) \(leftPadded("\(cpuPercent)", 6)) %"
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

/// Whole tenths of a second.
private func seconds(since then: UInt64, now: UInt64) -> Double {
  now > then ? Double((now - then) / 100_000_000) / 10 : 0
}

private func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(width - text.count, 0))
}

private func leftPadded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(width - text.count, 0)) + text
}
