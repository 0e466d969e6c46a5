/// The process that runs jobs: told apart from any other that has had, or will have, its number.
package struct Runner: Codable, Hashable, Sendable {
  /// Of the machine since it was started (`/proc/sys/kernel/random/boot_id`).
  package let bootID: String
  /// Of the numbers of processes that it has its own among (`/proc/self/ns/pid`).
  package let space: String
  package let processID: Int32
  /// In the kernel's ticks since then (`/proc/PID/stat`).
  package let startTicks: UInt64

  package init(bootID: String, space: String, processID: Int32, startTicks: UInt64) {
    self.bootID = bootID
    self.space = space
    self.processID = processID
    self.startTicks = startTicks
  }
}

/// The right to run a work, for a time.
///
/// What is done under a lease that somebody else has got meanwhile is refused: the attempt's number tells them apart.
package struct Lease: Hashable, Sendable {
  package let work: Work
  /// Of the work, as `Job` has it.
  package let ticket: Int
  package let runner: Runner
  /// How often the work was taken, this time included.
  package let attempt: Int
}

/// What a process left that a work ended.
package struct Crash: Codable, Equatable, Sendable {
  /// The signal's name, or how else it ended.
  package let ending: String
  /// The functions that it was in, as far as they are known.
  package let stack: String

  package init(ending: String, stack: String) {
    self.ending = ending
    self.stack = stack
  }

  package var description: String { stack.isEmpty ? ending : "\(ending) in \(stack)" }
}
