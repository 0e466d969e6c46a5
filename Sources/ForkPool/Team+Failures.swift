import Diagnosis
import Glibc
import Processes
import SharedMemory
import Supervision
import Synchronization

extension Team {
  /// What is to be said of a child that was lost over an item.
  func failure(for incident: Incident, ending: ExitReason) -> ForkPoolError {
    let item = Int(board.value.workers[incident.worker ?? 0].chunk.load(ordering: .relaxed))
    // The children have their code where this process has it.
    let calls = Symbolizer(process: getpid())?.calls(in: incident.stack) ?? []
    let reason = ItemFailure.Reason(incident.kind, ending: ending, calls: calls)
    // A closure within a function has the name of that.
    let telling = calls.filter(Self.isTelling).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    return .item(
      item,
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
  init(_ kind: Incident.Kind, ending: ExitReason, calls: [String]) {
    switch (kind, ending) {
    case (.blocked, _): self = .hung(.blocked)
    case (.spinning, _): self = .hung(.spinning)
    case (.stopped, _): self = .hung(.stopped)
    case (_, .exited(let status)): self = status == Team.noRoomStatus ? .noMemory : .exited(status: status)
    case (_, .signalled(let signal)):
      self = Self.isTrap(signal, calls) ? .usedConcurrency : .signalled(signal, name: signalName(signal))
    }
  }

  /// Whether Dispatch ended the process, as it was told to do when it would start a thread.
  private static func isTrap(_ signal: Int32, _ calls: [String]) -> Bool {
    (signal == SIGILL || signal == SIGTRAP) && calls.prefix(4).contains { $0.contains("dispatch_fork_becomes_unsafe") }
  }
}
