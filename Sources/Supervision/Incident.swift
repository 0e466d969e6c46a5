package import Processes
import Synchronization

/// What became of a process that should have gone on.
package struct Incident: Equatable, Sendable {
  package enum Kind: UInt32, Sendable {
    /// It showed no life and used no CPU time, as in a deadlock.
    case blocked = 1
    /// It showed no life and used CPU time, as in an endless loop.
    case spinning
    /// It did not even answer when it was asked for its stack.
    case stopped
    /// It ended by a signal that it raised itself.
    case crashed
    /// It ended otherwise.
    case ended
  }

  package var kind: Kind
  package var processID: Int32
  /// Which worker; `nil` for the supervisor.
  package var worker: Int?
  /// The task that it was at; `nil` between tasks.
  package var taskKind: UInt32?
  package var chunk: Int64
  /// How often the task was tried before.
  package var attempt: UInt32
  /// For how long it had shown no life.
  package var silenceNanoseconds: UInt64
  /// How it ended; `nil` while it is there to be looked at.
  package var ending: ExitReason?
  /// Empty if it could not be had.
  package var stack: StackTrace

  /// - Parameters:
  ///   - worker: `nil` for the supervisor.
  ///   - task: `nil` between tasks.
  package init(
    _ kind: Kind, process: Int32, worker: Int? = nil, task: WorkerTask? = nil, silenceNanoseconds: UInt64 = 0,
    ending: ExitReason? = nil, stack: StackTrace = StackTrace()
  ) {
    self.kind = kind
    processID = process
    self.worker = worker
    taskKind = task?.kind
    chunk = task?.chunk ?? -1
    attempt = task?.attempt ?? 0
    self.silenceNanoseconds = silenceNanoseconds
    self.ending = ending
    self.stack = stack
  }

  /// Whether the process still is there, and waits to be killed until somebody has looked at it.
  package var isAlive: Bool { ending == nil }
}

/// The last incidents of a tree, in shared memory.
///
/// One process writes at a time: the supervisor, or the controller when it has lost the supervisor.
package struct IncidentList: ~Copyable {
  private let count = Atomic<UInt64>(0)
  private let rows: InlineArray<32, Row>

  private struct Row: ~Copyable {
    let kind = Atomic<UInt32>(0)
    let processID = Atomic<Int32>(0)
    let worker = Atomic<Int64>(-1)
    let taskKind = Atomic<UInt32>(0)
    let chunk = Atomic<Int64>(0)
    let attempt = Atomic<UInt32>(0)
    let silence = Atomic<UInt64>(0)
    /// -1: alive; else a signal, or 256 plus the exit status.
    let ending = Atomic<Int32>(-1)
    let isExamined = Atomic<Bool>(false)
    let stack = StackRecord()
  }

  init() {
    rows = InlineArray { _ in Row() }
  }

  /// Incidents so far.
  package var totalCount: UInt64 { count.load(ordering: .acquiring) }

  /// The numbers of the incidents that are still kept.
  package var keptNumbers: Range<UInt64> {
    let total = totalCount
    return (total > UInt64(rows.count) ? total - UInt64(rows.count) : 0)..<total
  }

  /// Adds `incident`; returns its number.
  package func append(_ incident: Incident) -> UInt64 {
    let number = count.load(ordering: .relaxed)
    let index = index(of: number)
    rows[index].kind.store(incident.kind.rawValue, ordering: .relaxed)
    rows[index].processID.store(incident.processID, ordering: .relaxed)
    rows[index].worker.store(Int64(incident.worker ?? -1), ordering: .relaxed)
    rows[index].taskKind.store(incident.taskKind ?? ProcessRow.idle, ordering: .relaxed)
    rows[index].chunk.store(incident.chunk, ordering: .relaxed)
    rows[index].attempt.store(incident.attempt, ordering: .relaxed)
    rows[index].silence.store(incident.silenceNanoseconds, ordering: .relaxed)
    rows[index].ending.store(incident.ending.map(Self.code) ?? -1, ordering: .relaxed)
    rows[index].isExamined.store(!incident.isAlive, ordering: .relaxed)
    rows[index].stack.write(incident.stack)
    count.store(number &+ 1, ordering: .releasing)
    return number
  }

  /// The incident of `number`, one of `keptNumbers`; `nil` if it makes no sense, as when it is just being replaced.
  package subscript(number: UInt64) -> Incident? {
    let index = index(of: number)
    guard let kind = Incident.Kind(rawValue: rows[index].kind.load(ordering: .relaxed)) else { return nil }
    let (worker, task) = (rows[index].worker.load(ordering: .relaxed), rows[index].taskKind.load(ordering: .relaxed))
    let ending = rows[index].ending.load(ordering: .relaxed)
    var incident = Incident(
      kind, process: rows[index].processID.load(ordering: .relaxed), worker: worker < 0 ? nil : Int(worker),
      silenceNanoseconds: rows[index].silence.load(ordering: .relaxed),
      ending: ending < 0 ? nil : Self.reason(ending), stack: rows[index].stack.latest)
    incident.taskKind = task == ProcessRow.idle ? nil : task
    incident.chunk = rows[index].chunk.load(ordering: .relaxed)
    incident.attempt = rows[index].attempt.load(ordering: .relaxed)
    return incident
  }

  /// Says that whoever wants to see the process of incident `number` has seen it.
  package func setExamined(_ number: UInt64) {
    rows[index(of: number)].isExamined.store(true, ordering: .releasing)
  }

  /// Whether the process of incident `number` need not be kept for anybody.
  func isExamined(_ number: UInt64) -> Bool {
    rows[index(of: number)].isExamined.load(ordering: .acquiring)
  }

  private func index(of number: UInt64) -> Int { Int(number % UInt64(rows.count)) }

  private static func code(_ reason: ExitReason) -> Int32 {
    switch reason {
    case .signalled(let signal): signal
    case .exited(let status): 256 + status
    }
  }

  private static func reason(_ code: Int32) -> ExitReason {
    code < 256 ? .signalled(code) : .exited(status: code - 256)
  }
}
