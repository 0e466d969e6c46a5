public import FoundationEssentials
import Glibc

/// Why there is no result; no child is left by then.
public enum ForkPoolError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Nobody can work, or more than one machine could use.
  case workerCount(Int, allowed: ClosedRange<Int>)
  /// A time limit of nothing, or less.
  case timeLimit(Duration)
  /// A child of this process could hang, or end without having done anything; the reason tells which rule was broken.
  case notForkable(reason: String)
  /// The machine, or a limit on this process, gives no memory, descriptor or process.
  case noResources(reason: String)
  /// This item, counted from 0, has no result.
  case item(Int, ItemFailure)
  /// Children end between two items, so that none of these is to blame.
  case childrenLost(reason: String)

  /// In words, without a full stop.
  public var description: String {
    switch self {
    case .workerCount(let count, let allowed):
      "there can be \(allowed.lowerBound) to \(allowed.upperBound) workers, not \(count)"
    case .timeLimit(let limit): "the time limit of an item must be above 0, not \(limit)"
    case .notForkable(let reason): "this process cannot be forked: \(reason)"
    case .noResources(let reason): "no process or memory: \(reason)"
    case .item(let index, let failure): "item \(index): \(failure)"
    case .childrenLost(let reason): "children end before they take an item: \(reason)"
    }
  }
}

/// Why an item has no result.
public struct ItemFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What happened.
  public let reason: Reason
  /// The functions that the child was in, the innermost first, as far as the program's symbols tell; empty if it told its end
  /// itself, or could not.
  public let calls: [String]

  init(_ reason: Reason, calls: [String] = []) {
    self.reason = reason
    self.calls = calls
  }

  /// What can happen to an item.
  public enum Reason: Equatable, Sendable {
    /// The closure threw; the error as text, since the value itself stayed in the child.
    case threw(String)
    /// The result could not be turned into bytes, or these back into a value.
    case notSerialisable(String)
    /// There was no memory for the item or its result.
    case noMemory
    /// A signal ended the child, such as SIGSEGV, or SIGKILL by whoever frees memory.
    case signalled(Int32, name: String)
    /// The closure ended the process.
    case exited(status: Int32)
    /// The closure used a Task or Dispatch, and was stopped where it did: a forked child has none of their threads.
    case usedConcurrency
    /// It took longer than the time limit; ended by now.
    case hung(Hang)
  }

  /// What a child that took too long was doing.
  public enum Hang: String, Sendable {
    /// It used no processor: it waited for something that did not come.
    case blocked
    /// It used its processor, if only a little: an endless loop, a wait that looks again and again, or more work than the limit
    /// allows for on a machine as busy as this one.
    case spinning
    /// A signal had stopped it.
    case stopped
  }

  /// In words, without a full stop.
  public var description: String {
    let place = calls.isEmpty ? "" : "; in " + calls.joined(separator: " < ")
    return words + place
  }

  private var words: String {
    switch reason {
    case .threw(let error): "threw \(error)"
    case .notSerialisable(let error): "its result cannot be serialised: \(error)"
    case .noMemory: "there was no memory for it"
    case .signalled(SIGILL, let name), .signalled(SIGTRAP, let name):
      "its process was ended by \(name), as by a failed check of Swift's runtime"
    case .signalled(_, let name): "its process was ended by \(name)"
    case .exited(let status): "its process ended itself with status \(status)"
    case .usedConcurrency:
      "used a Task or Dispatch, which a forked process cannot: its threads stayed behind. Do that outside of the closure"
    case .hung(let hang): "took longer than the time limit (\(hang.rawValue)) and was ended"
    }
  }
}

extension ForkPoolError: LocalizedError {
  /// The same as ``description``.
  public var errorDescription: String? { description }
}

extension ItemFailure: LocalizedError {
  /// The same as ``description``.
  public var errorDescription: String? { description }
}
