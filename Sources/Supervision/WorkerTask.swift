/// A piece of work for a worker: what to do (`kind`) to which chunk.
///
/// What the numbers mean is the job's business.
package struct WorkerTask: BitwiseCopyable, Equatable, Sendable {
  /// Unique within a pool.
  package let id: UInt64
  package let kind: UInt32
  /// How many workers have died on this task or had its result rejected.
  package internal(set) var attempt: UInt32 = 0
  package let chunk: Int64
  /// A further number that the work needs, such as a gain's bit pattern.
  package let argument: UInt64

  package init(id: UInt64, kind: UInt32, chunk: Int64, argument: UInt64 = 0) {
    self.id = id
    self.kind = kind
    self.chunk = chunk
    self.argument = argument
  }
}

/// What a worker says of a task that it has finished, after the output stands in shared memory.
package struct Publication: BitwiseCopyable, Equatable, Sendable {
  /// How much of the slot was written, in the unit of the job.
  package let length: Int64
  /// Of the slot as written; the supervisor compares before it believes.
  package let checksum: UInt64

  package init(length: Int64, checksum: UInt64) {
    self.length = length
    self.checksum = checksum
  }
}

/// A finished task on its way to the supervisor.
package struct TaskResult: BitwiseCopyable, Equatable, Sendable {
  package let taskID: UInt64
  /// The attempt that this is the result of: an older one is not believed.
  package let attempt: UInt32
  package let publication: Publication
  /// How long the task took.
  package let nanoseconds: UInt64

  package init(taskID: UInt64, attempt: UInt32, publication: Publication, nanoseconds: UInt64 = 0) {
    self.taskID = taskID
    self.attempt = attempt
    self.publication = publication
    self.nanoseconds = nanoseconds
  }
}
