import CPosixShims
import Glibc
package import Processes

/// What a process that works on bytes of strangers gives up before it reads the first of them.
///
/// It keeps what is open and the memory that it has; workers that it forks start inside of it.
package struct Sandbox: Equatable, Sendable {
  /// How much of it is wanted.
  package enum Mode: String, CaseIterable, Sendable {
    case off
    /// What the kernel can do.
    case auto
    /// All, or the process does not work at all.
    case strict
  }

  /// Bounds that the kernel keeps, whatever the process does.
  package struct Limits: Equatable, Sendable {
    /// Addresses beyond those that it has now.
    package var moreMemoryBytes: Int
    /// Of this process, and of each that it forks.
    package var cpuSeconds: Int
    package var descriptors: Int

    package init(moreMemoryBytes: Int, cpuSeconds: Int, descriptors: Int) {
      self.moreMemoryBytes = moreMemoryBytes
      self.cpuSeconds = cpuSeconds
      self.descriptors = descriptors
    }
  }

  /// What is in force in a process.
  package struct Level: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// No new privileges, and bounds on memory, CPU time and descriptors; no core dumps.
    package static let limits = Level(rawValue: 1)
    /// No file system, no TCP, and no signals to others where the kernel knows that (Landlock).
    package static let landlock = Level(rawValue: 2)
    /// Only the system calls that the work needs (seccomp).
    package static let seccomp = Level(rawValue: 4)
  }

  /// Gives up all of it that `mode` wants and the kernel knows.
  ///
  /// - Returns: What is in force from here on.
  /// - Throws: In `strict` mode, what could not be done.
  package static func enter(_ mode: Mode, limits: Limits) throws(SystemCallError) -> Level {
    if mode == .off { return [] }
    var level: Level = []
    let steps: [(Level, () throws(SystemCallError) -> Void)] = [
      (.limits, { () throws(SystemCallError) in try apply(limits) }),
      (.landlock, { () throws(SystemCallError) in _ = try checked("landlock_restrict_self") { shim_landlock_all() } }),
      (.seccomp, { () throws(SystemCallError) in try SystemCallFilter.load() }),
    ]
    for (part, step) in steps {
      do throws(SystemCallError) {
        try step()
        level.insert(part)
      } catch {
        if mode == .strict { throw error }
      }
    }
    return level
  }

  private static func apply(_ limits: Limits) throws(SystemCallError) {
    _ = try checked("prctl") { shim_no_new_privileges() }
    // Memory is the song's own: a dump of it belongs to nobody.
    _ = try checked("setrlimit") { shim_limit(Int32(RLIMIT_CORE.rawValue), 0) }
    _ = try checked("setrlimit") { shim_limit(Int32(RLIMIT_CPU.rawValue), UInt64(limits.cpuSeconds)) }
    _ = try checked("setrlimit") { shim_limit(Int32(RLIMIT_NOFILE.rawValue), UInt64(limits.descriptors)) }
    try MemoryLimit.allow(more: limits.moreMemoryBytes)
  }
}

extension Sandbox.Level: CustomStringConvertible {
  package var description: String {
    let parts = [(Self.limits, "limits"), (.landlock, "landlock"), (.seccomp, "seccomp")]
    return isEmpty ? "off" : parts.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}
