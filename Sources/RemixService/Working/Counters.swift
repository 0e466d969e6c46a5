import Hosting
import Processes
import Synchronization

/// What has happened since the service was started.
final class Counters: Sendable {
  struct Values: Sendable {
    var accepted = 0
    var rejected: [String: Int] = [:]
    var done = 0
    var failed = 0
    var crashes = 0
    var workerRestarts = 0
    var serviceLosses = 0
    var uploadedBytes = 0
    /// How many works took no longer than each of `Counters.bounds`, and how many took any time.
    var durations = [Int](repeating: 0, count: Counters.bounds.count + 1)
    var durationSum = 0.0

    /// What a work takes on average; `nil` before the first.
    var usualSeconds: Double? { done > 0 ? durationSum / Double(done) : nil }
  }

  /// Seconds.
  static let bounds: [Double] = [0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300]

  let start = MonotonicClock.nanoseconds()
  private let state = Mutex(Values())

  var values: Values { state.withLock { $0 } }

  func add(done result: WorkResult) {
    state.withLock { state in
      state.done += 1
      state.workerRestarts += result.workerRestarts
      state.durationSum += result.elapsedSeconds
      for (index, bound) in Self.bounds.enumerated() where result.elapsedSeconds <= bound {
        state.durations[index] += 1
      }
      state.durations[Self.bounds.count] += 1
    }
  }

  func addFailed() { state.withLock { $0.failed += 1 } }
  func addCrash() { state.withLock { $0.crashes += 1 } }
  func addAccepted(bytes: Int) {
    state.withLock { state in
      state.accepted += 1
      state.uploadedBytes += bytes
    }
  }
  func addRejected(_ status: Int) { state.withLock { $0.rejected["\(status)", default: 0] += 1 } }
  func set(serviceLosses: Int) { state.withLock { $0.serviceLosses = serviceLosses } }

  var upSeconds: Double { Double(MonotonicClock.nanoseconds() - start) / 1e9 }
}
