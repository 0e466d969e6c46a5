import Hosting
import JobQueue
import Processes

/// A work that the host does under this service's lease.
struct RunningWork {
  let lease: Lease
  let sound: LiveSound
  let start = MonotonicClock.nanoseconds()
  var progress = Progress()
  /// What became of it, if that could not be stored yet.
  var outcome: WorkOutcome?
  var isSettling = false

  var attempt: WorkTry { WorkTry(lease) }
}

extension WorkTry {
  init(_ lease: Lease) { self.init(ticket: lease.ticket, attempt: lease.attempt) }
}

/// What is kept of a finished work.
struct StoredResult: Codable {
  var seconds: Double
  var bytes: Int
  var sha256: String
  var tempo: Double
  var key: String
  var warnings: [String]
}
