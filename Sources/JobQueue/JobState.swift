/// Where a job stands.
///
/// ```
/// queued --> running --> done
///    ^          |------> failed          (the song cannot be remixed)
///    '----------|                        (given back, or its runner was lost)
///               '------> quarantined     (it ended its processes again and again)
/// queued, running -----> cancelled
/// ```
package enum JobState: String, Codable, CaseIterable, Sendable {
  case queued
  case running
  case done
  case failed
  case cancelled
  case quarantined

  /// Whether the job will never be in another state.
  package var isFinal: Bool { self != .queued && self != .running }
}
