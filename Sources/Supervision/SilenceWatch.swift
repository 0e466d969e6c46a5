package import Processes
import Synchronization

/// How long a process with work may show no life, in nanoseconds.
package struct SilenceLimits: Equatable, Sendable {
  /// From then on it counts as stuck if a signal has stopped it.
  package var ifStopped: UInt64
  /// From then on it counts as stuck if it uses a good part of a processor, or asks for none.
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
/// On a busy machine a process may be silent because it gets no processor, and that is no fault. So it is asked for its
/// stack, and watched for a moment from then on: one that uses a good part of a processor and still shows no life is in a
/// loop, and one that uses none, though it woke up to answer, waits for something that does not come.
package struct SilenceWatch {
  package enum Finding: Equatable {
    case fine
    case stuck(Incident.Kind, silence: UInt64, stack: StackTrace)
  }

  /// What a process was like when it was asked for its stack.
  private struct Question {
    let time: UInt64
    let heartbeat: UInt64
    let stackCount: UInt64
    let usedCPU: UInt64
  }

  private var question: Question?

  package init() {}

  /// How long it is watched.
  package static let moment: UInt64 = 500_000_000

  /// Looks at `process`, whose row is `row`, at the time `now`.
  ///
  /// - Parameter listeningSince: Silence before that time does not count.
  package mutating func look(
    at process: borrowing ChildProcess, row: borrowing ProcessRow, limits: SilenceLimits, listeningSince: UInt64,
    now: UInt64
  ) -> Finding {
    let heartbeat = row.heartbeat.load(ordering: .acquiring)
    let heard = max(listeningSince, heartbeat)
    let silence = now > heard ? now - heard : 0
    if silence >= limits.ifStopped, process.isStopped() {
      return .stuck(.stopped, silence: silence, stack: StackTrace())
    }
    guard silence >= limits.usual else {
      question = nil
      return .fine
    }
    let usedCPU = MonotonicClock.cpuNanoseconds(of: process.id) ?? 0
    guard let question, question.heartbeat == heartbeat else {
      self.question = Question(
        time: now, heartbeat: heartbeat, stackCount: row.stack.writtenCount, usedCPU: usedCPU)
      process.send(signal: StackRequest.signal)
      return .fine
    }
    guard now - question.time >= Self.moment else { return .fine }
    let hasAnswered = row.stack.writtenCount > question.stackCount
    let kind = Self.kind(
      usedCPU: usedCPU > question.usedCPU ? usedCPU - question.usedCPU : 0, watched: now - question.time,
      silence: silence, hasAnswered: hasAnswered, limits: limits)
    // Asked again, and no more often than that: a signal disturbs a process that only is slow.
    self.question = nil
    guard let kind else { return .fine }
    return .stuck(kind, silence: silence, stack: hasAnswered ? row.stack.latest : StackTrace())
  }

  /// What keeps a process silent that used `usedCPU` while it was watched; `nil` if it may only have to wait.
  package static func kind(
    usedCPU: UInt64, watched: UInt64, silence: UInt64, hasAnswered: Bool, limits: SilenceLimits
  ) -> Incident.Kind? {
    if usedCPU >= watched / 4 { return .spinning }
    // Telling the stack takes less than that.
    let isResting = usedCPU < 2_000_000
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

/// Since when somebody who looks at others again and again has done so without a break.
///
/// Who was stopped, or busy elsewhere, has not heard anything meanwhile, and must not take that for silence.
package struct Attention {
  /// Silence before that does not count.
  package private(set) var start: UInt64 = 0
  private var lastLook: UInt64

  package init(now: UInt64 = MonotonicClock.nanoseconds()) {
    lastLook = now
  }

  package mutating func look(at now: UInt64) {
    if now > lastLook + 1_000_000_000 { start = now }
    lastLook = now
  }
}

/// How long the tasks of each kind have taken lately.
package struct TaskTimes {
  private var nanoseconds: [UInt32: [UInt64]] = [:]

  package init() {}

  /// More than this many are not needed to tell the slowest hundredth.
  private static let keptCount = 512

  package mutating func add(_ time: UInt64, kind: UInt32) {
    var times = nanoseconds.removeValue(forKey: kind) ?? []
    if times.count == Self.keptCount { times.removeFirst() }
    times.append(time)
    nanoseconds[kind] = times
  }

  /// The time that 99 of 100 tasks of `kind` did not exceed; `nil` before there was any.
  package func ninetyNinth(kind: UInt32) -> UInt64? {
    guard let times = nanoseconds[kind]?.sorted(), !times.isEmpty else { return nil }
    return times[(times.count * 99 + 99) / 100 - 1]
  }

  /// How long a worker may be silent over a task of `kind` that was tried `attempt` times before.
  package func silenceLimits(kind: UInt32, attempt: UInt32, limits: PoolState.Limits) -> SilenceLimits {
    let (shortest, longest) = (limits.shortestSilenceNanoseconds, limits.silenceNanoseconds)
    let usual = max(shortest, 3 * (ninetyNinth(kind: kind) ?? 0))
    // What was ended for its silence may only be slow: it gets more time.
    let patience = min(usual << UInt64(min(attempt, 8)), longest)
    return SilenceLimits(ifStopped: patience, usual: patience, longest: longest)
  }
}
