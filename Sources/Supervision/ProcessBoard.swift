import Glibc
import Processes
package import Synchronization

/// What one process of a job's tree says of itself, in shared memory.
package struct ProcessRow: ~Copyable {
  /// 0: nobody.
  package let processID = Atomic<Int32>(0)
  /// Times that this place in the tree was filled again after its process ended.
  package let restarts = Atomic<UInt32>(0)
  /// When the process last showed life, in nanoseconds of the monotonic clock.
  package let heartbeat = Atomic<UInt64>(0)
  /// The CPU time that it had used by then, in nanoseconds.
  package let heartbeatCPU = Atomic<UInt64>(0)
  /// The kind of the task in work; `idle` between tasks.
  package let taskKind = Atomic<UInt32>(ProcessRow.idle)
  package let chunk = Atomic<Int64>(-1)
  package let finishedTasks = Atomic<UInt64>(0)
  package let stack = StackRecord()

  package init() {}

  package static var idle: UInt32 { .max }

  /// Says that this process, which the row is that of, is alive now.
  package func showLife() {
    heartbeatCPU.store(MonotonicClock.processCPUNanoseconds(), ordering: .relaxed)
    heartbeat.store(MonotonicClock.nanoseconds(), ordering: .releasing)
  }

  /// Enters the process `id`, which was forked just now.
  package func enter(process id: Int32) {
    processID.store(id, ordering: .relaxed)
    heartbeatCPU.store(0, ordering: .relaxed)
    heartbeat.store(MonotonicClock.nanoseconds(), ordering: .releasing)
  }
}

/// A job's progress and its processes, written by the tree and read by whoever shows them.
///
/// The controller makes it before any fork. Another program finds it among the controller's descriptors by `name`.
package struct ProcessBoard: ~Copyable {
  /// Of the memory that it lies in.
  package static let name = "wubremix-board"
  /// The layout's version: a reader of another version must not guess.
  package static let currentVersion: UInt32 = 2

  package let version = Atomic<UInt32>(ProcessBoard.currentVersion)
  /// The process that made the board.
  package let controllerID = Atomic<Int32>(getpid())
  /// The stage that the job is in; its meaning is the job's.
  package let stage = Atomic<UInt32>(0)
  package let finishedSteps = Atomic<UInt64>(0)
  /// 0 while nobody knows.
  package let totalSteps = Atomic<UInt64>(0)
  /// How much of the whole job is done, in thousandths.
  package let thousandths = Atomic<UInt32>(0)
  /// What the job's processes gave up; its meaning is the job's.
  package let sandbox = Atomic<UInt32>(0)
  /// When the job began, in nanoseconds of the monotonic clock.
  package let start = Atomic<UInt64>(MonotonicClock.nanoseconds())
  package let workerCount: Atomic<UInt32>
  package let supervisor = ProcessRow()
  package let workers: InlineArray<256, ProcessRow>
  package let incidents = IncidentList()
  private let title: InlineArray<256, Atomic<UInt8>>

  /// - Parameter title: What the job is called where it is shown; as much of it as fits.
  package init(title: String, workerCount: Int) {
    self.workerCount = Atomic(UInt32(workerCount))
    workers = InlineArray { _ in ProcessRow() }
    let bytes = Array(title.utf8)
    self.title = InlineArray { index in Atomic(index < bytes.count ? bytes[index] : 0) }
  }

  /// The most workers that one tree can have.
  package static var workerCapacity: Int { 256 }

  /// What the job is called.
  package var titleText: String {
    let bytes = title.indices.map { title[$0].load(ordering: .relaxed) }.prefix { $0 != 0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}
