package import Diagnosis
import Processes
import SharedMemory
import Supervision
import Synchronization

/// One job and its processes.
package struct JobStatus: Encodable {
  package let title: String
  package let stage: String
  package let percent: Double
  package let elapsedSeconds: Double
  /// What supervisor and workers gave up.
  package let sandbox: String
  package let processes: [ProcessStatus]
  /// The last ones, the oldest first.
  package let incidents: [String]

  /// - Parameters:
  ///   - cpuPercent: How much of a processor a process uses; `nil` if nobody has measured that.
  ///   - withStacks: Whether each process is asked for its stack.
  package init(_ tree: RunningTree, cpuPercent: (Int32) -> Double?, withStacks: Bool) {
    let board = tree.board
    let symbolizer = withStacks || board.value.incidents.totalCount > 0 ? Symbolizer(process: tree.controller) : nil
    let stage = board.value.jobStage.name
    title = board.value.titleText
    self.stage = stage
    percent = Double(board.value.thousandths.load(ordering: .relaxed)) / 10
    elapsedSeconds = seconds(
      since: board.value.start.load(ordering: .relaxed), now: MonotonicClock.nanoseconds())
    sandbox = "\(board.value.sandboxLevel)"
    processes = ProcessStatus.all(of: tree, cpuPercent: cpuPercent, symbolizer: withStacks ? symbolizer : nil)
    incidents = board.value.incidents.keptNumbers.compactMap { board.value.incidents[$0] }.map {
      IncidentReport($0, facts: nil, symbolizer: symbolizer).line(stage: $0.stage?.name ?? stage)
    }
  }
}

/// One process of a job.
package struct ProcessStatus: Encodable {
  package let role: String
  package let process: Int32
  /// As ps has it; `-` if it has just ended.
  package let state: String
  /// Of one processor, over the last moments; `nil` if nobody has measured it.
  package let cpuPercent: Double?
  /// Since it was forked.
  package let cpuSeconds: Double
  package let megabytes: Double
  /// `nil` for the controller, which keeps no account of itself, and between tasks.
  package let work: String?
  package let silentSeconds: Double?
  package let finishedTasks: UInt64?
  package let restarts: UInt32?
  /// The innermost first; `nil` if nobody asked, empty if it did not answer.
  package let stack: [String]?
  /// Where it waits inside of the kernel.
  package let waitingIn: String?

  /// - Parameters:
  ///   - cpuPercent: How much of a processor a process uses; `nil` if nobody has measured that.
  ///   - symbolizer: `nil` if nobody wants to know their stacks.
  package static func all(
    of tree: RunningTree, cpuPercent: (Int32) -> Double? = { _ in nil }, symbolizer: Symbolizer? = nil
  ) -> [ProcessStatus] {
    let now = MonotonicClock.nanoseconds()
    return tree.members.map { member in
      ProcessStatus(
        member, of: tree, now: now, cpuPercent: cpuPercent(member.processID), symbolizer: symbolizer)
    }
  }

  private init(
    _ member: RunningTree.Member, of tree: RunningTree, now: UInt64, cpuPercent: Double?, symbolizer: Symbolizer?
  ) {
    let facts = ProcessFacts(process: member.processID)
    process = member.processID
    state = facts.map { String($0.state) } ?? "-"
    self.cpuPercent = cpuPercent
    cpuSeconds = (Double(MonotonicClock.cpuNanoseconds(of: member.processID) ?? 0) / 1e7).rounded() / 100
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
}

/// Whole tenths of a second.
private func seconds(since then: UInt64, now: UInt64) -> Double {
  now > then ? Double((now - then) / 100_000_000) / 10 : 0
}
