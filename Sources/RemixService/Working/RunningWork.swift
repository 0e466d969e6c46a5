import Hosting
import JobQueue
import Processes

/// A work that the host does under this service's lease.
struct RunningWork {
  let lease: Lease
  let sound: LiveSound
  let start = MonotonicClock.nanoseconds()
  var progress = Progress()
  /// What there is to see of it already.
  var products: [WorkFolder.Product: EarlyProduct] = [:]
  /// What became of it, if that could not be stored yet.
  var outcome: WorkOutcome?
  var isSettling = false

  var attempt: WorkTry { WorkTry(lease) }
}

/// A file that is complete before its work is.
struct EarlyProduct {
  let file: SharedFile
  let byteCount: Int

  /// Whether all of it can be read: a process that begins again has emptied it, and will write the same.
  var isThere: Bool { (try? file.byteCount) == byteCount }
}

/// A work in the making, as others see it.
struct LiveWork: Sendable {
  var progress: Progress
  /// Whether something can be heard of it.
  var isAudible: Bool
  /// What there is to see of it.
  var products: Set<WorkFolder.Product>
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
