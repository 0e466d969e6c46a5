import Diagnosis
import Glibc
import Processes
import SharedMemory
import Supervision
import Synchronization

extension Team {
  /// What is to be said of a child that was lost over an item.
  ///
  /// - Parameter reason: If more is known than how it ended.
  func failure(for incident: Incident, reason: ItemFailure.Reason? = nil) -> ForkPoolError {
    // Before its first item, or between two, a child is not lost through one.
    guard incident.chunk >= 0 else {
      return .childrenLost(reason: incident.ending.map { "\($0)" } ?? "unknown")
    }
    // The children have their code where this process has it.
    let calls = Symbolizer(process: getpid())?.calls(in: incident.stack) ?? []
    let reason = reason ?? ItemFailure.Reason(incident, calls: calls)
    // A closure within a function has the name of that.
    let telling = calls.filter(Self.isTelling).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    return .item(
      Int(incident.chunk),
      ItemFailure(reason, calls: reason == .usedConcurrency ? Array(telling.drop(while: Self.isRuntime)) : telling))
  }

  /// Whether a call is one of those by which a Task or Dispatch starts a thread.
  private static func isRuntime(_ call: String) -> Bool {
    ["_dispatch_", "dispatch_", "swift_", "swift::"].contains(where: call.hasPrefix)
  }

  /// Whether a call is not only one that passes another on, or the way from the fork to the closure.
  private static func isTelling(_ call: String) -> Bool {
    !call.hasPrefix("<") && !call.contains("thunk for") && !call.hasPrefix("ForkPool.")
      && !call.hasPrefix("Supervision.")
  }
}

extension ItemFailure.Reason {
  init(_ incident: Incident, calls: [String]) {
    switch (incident.kind, incident.ending ?? .signalled(SIGKILL)) {
    case (.blocked, _): self = .hung(.blocked)
    case (.spinning, _): self = .hung(.spinning)
    case (.stopped, _): self = .hung(.stopped)
    case (_, .exited(let status)): self = status == Team.noRoomStatus ? .noMemory : .exited(status: status)
    case (_, .signalled(let signal)):
      if Self.isTrap(signal, calls) {
        self = .usedConcurrency
      } else {
        self = incident.stack.isMemoryShort ? .noMemory : .signalled(signal, name: signalName(signal))
      }
    }
  }

  /// Whether Dispatch ended the process, as it was told to do when it would start a thread.
  private static func isTrap(_ signal: Int32, _ calls: [String]) -> Bool {
    (signal == SIGILL || signal == SIGTRAP) && calls.prefix(4).contains { $0.contains("dispatch_fork_becomes_unsafe") }
  }
}
