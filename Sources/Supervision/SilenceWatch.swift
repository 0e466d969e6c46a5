package import Processes
import Synchronization

/// How long a process with work may show no life, in nanoseconds.
package struct SilenceLimits: Equatable, Sendable {
  /// From then on it counts as stuck if a signal has stopped it.
  package var ifStopped: UInt64
  /// From then on it counts as stuck if it either used its processor all the time or did not ask for one.
  package var usual: UInt64
  /// From then on it counts as stuck even if it has only waited for a processor or a disk.
  package var longest: UInt64

  package init(ifStopped: UInt64, usual: UInt64, longest: UInt64) {
    self.ifStopped = ifStopped
    self.usual = usual
    self.longest = longest
  }
}

/// Finds out whether one process that shows no life is stuck, and where.
///
/// On a busy machine a process may be silent because it gets no processor, and that is no fault: one that is stuck has
/// used its processor all the time, or has not asked for one.
package struct SilenceWatch {
  package enum Finding: Equatable {
    case fine
    case stuck(Incident.Kind, silence: UInt64, stack: StackTrace)
  }

  /// What a process was like when it was asked for its stack.
  private struct Question {
    let time: UInt64
    let stackCount: UInt64
  }

  private var question: Question?

  package init() {}

  /// How long an answer is waited for: a process that runs at all needs microseconds.
  private static let patience: UInt64 = 250_000_000

  /// Looks at `process`, whose row is `row`, at the time `now`.
  ///
  /// - Parameter listeningSince: Silence before that time does not count.
  package mutating func look(
    at process: borrowing ChildProcess, row: borrowing ProcessRow, limits: SilenceLimits, listeningSince: UInt64,
    now: UInt64
  ) -> Finding {
    let heard = max(listeningSince, row.heartbeat.load(ordering: .acquiring))
    let silence = now > heard ? now - heard : 0
    guard silence >= min(limits.ifStopped, limits.usual) else {
      question = nil
      return .fine
    }
    guard let question else {
      self.question = Question(time: now, stackCount: row.stack.writtenCount)
      process.send(signal: StackRequest.signal)
      return .fine
    }
    let hasAnswered = row.stack.writtenCount > question.stackCount
    guard hasAnswered || now - question.time >= Self.patience else { return .fine }
    let usedBefore = row.heartbeatCPU.load(ordering: .relaxed)
    let used = MonotonicClock.cpuNanoseconds(of: process.id) ?? 0
    let kind = Self.kind(
      usedCPU: used > usedBefore ? used - usedBefore : 0, silence: silence, hasAnswered: hasAnswered,
      isStopped: process.isStopped(), limits: limits)
    guard let kind else {
      self.question = nil
      return .fine
    }
    return .stuck(kind, silence: silence, stack: hasAnswered ? row.stack.latest : StackTrace())
  }

  /// What keeps a process silent; `nil` if it may only have to wait.
  static func kind(
    usedCPU: UInt64, silence: UInt64, hasAnswered: Bool, isStopped: Bool, limits: SilenceLimits
  ) -> Incident.Kind? {
    if isStopped { return silence >= limits.ifStopped ? .stopped : nil }
    guard silence >= limits.usual else { return nil }
    if usedCPU >= limits.usual / 2 { return .spinning }
    let isResting = usedCPU < limits.usual / 20
    // One that does not even answer is inside of the kernel, or was not given a processor yet.
    if isResting && hasAnswered { return .blocked }
    guard silence >= limits.longest else { return nil }
    return isResting ? .blocked : .spinning
  }
}

extension ChildProcess {
  /// What `watch` finds of this process.
  package borrowing func finding(
    _ watch: inout SilenceWatch, row: borrowing ProcessRow, limits: SilenceLimits, listeningSince: UInt64, now: UInt64
  ) -> SilenceWatch.Finding {
    watch.look(at: self, row: row, limits: limits, listeningSince: listeningSince, now: now)
  }
}

/// How long the tasks of each kind have taken lately.
struct TaskTimes {
  private var nanoseconds: [UInt32: [UInt64]] = [:]

  /// More than this many are not needed to tell the slowest hundredth.
  private static let keptCount = 512

  /// The least silence that means anything: what the kernel may let a process wait for.
  static let shortestSilence: UInt64 = 2_000_000_000

  mutating func add(_ time: UInt64, kind: UInt32) {
    var times = nanoseconds.removeValue(forKey: kind) ?? []
    if times.count == Self.keptCount { times.removeFirst() }
    times.append(time)
    nanoseconds[kind] = times
  }

  /// The time that 99 of 100 tasks of `kind` did not exceed; `nil` before there was any.
  func ninetyNinth(kind: UInt32) -> UInt64? {
    guard let times = nanoseconds[kind]?.sorted(), !times.isEmpty else { return nil }
    return times[(times.count * 99 + 99) / 100 - 1]
  }

  /// How long a worker may be silent over a task of `kind` that was tried `attempt` times before.
  func silenceLimits(kind: UInt32, attempt: UInt32, longest: UInt64) -> SilenceLimits {
    let usual = max(Self.shortestSilence, 3 * (ninetyNinth(kind: kind) ?? 0))
    // What was ended for its silence may only be slow: it gets more time.
    let patience = min(usual << UInt64(min(attempt, 8)), longest)
    return SilenceLimits(ifStopped: patience, usual: patience, longest: longest)
  }
}
