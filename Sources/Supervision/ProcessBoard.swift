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
  /// The kind of the task in work; `idle` between tasks.
  package let taskKind = Atomic<UInt32>(ProcessRow.idle)
  package let chunk = Atomic<Int64>(-1)
  package let finishedTasks = Atomic<UInt64>(0)
  /// CPU time used up to the last finished task.
  package let cpuNanoseconds = Atomic<UInt64>(0)

  package init() {}

  package static var idle: UInt32 { .max }

  /// Says that the process is alive now.
  package func showLife() {
    heartbeat.store(MonotonicClock.nanoseconds(), ordering: .releasing)
  }
}

/// A job's progress and its processes, written by the tree and read by whoever shows them.
package struct ProcessBoard: ~Copyable {
  /// The layout's version: a reader of another version must not guess.
  package let version = Atomic<UInt32>(1)
  /// The stage that the job is in; its meaning is the job's.
  package let stage = Atomic<UInt32>(0)
  package let finishedSteps = Atomic<UInt64>(0)
  /// 0 while nobody knows.
  package let totalSteps = Atomic<UInt64>(0)
  package let workers: InlineArray<256, ProcessRow>

  package init() {
    workers = InlineArray { _ in ProcessRow() }
  }

  /// The most workers that one tree can have.
  package static var workerCapacity: Int { 256 }
}
