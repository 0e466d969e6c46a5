package import RemixJobs

/// How far a batch is, for whoever shows it.
package struct BatchProgress: Sendable {
  /// A song in work.
  package struct Song: Sendable {
    package var item: BatchItem
    package var stage: JobStage
    /// Of the song's work, from 0 to 1.
    package var fraction: Double

    package init(item: BatchItem, stage: JobStage, fraction: Double) {
      self.item = item
      self.stage = stage
      self.fraction = fraction
    }
  }

  /// Those in work.
  package var songs: [Song]
  package var totalCount: Int
  package var endedCount: Int
  package var failedCount: Int
  var endedBytes: Int
  var totalBytes: Int
  /// Of those that ended, what took no work.
  var idleBytes: Int
  package var elapsedSeconds: Double

  package init(
    songs: [Song], totalCount: Int, endedCount: Int, failedCount: Int, endedBytes: Int, totalBytes: Int, idleBytes: Int,
    elapsedSeconds: Double
  ) {
    self.songs = songs
    self.totalCount = totalCount
    self.endedCount = endedCount
    self.failedCount = failedCount
    self.endedBytes = endedBytes
    self.totalBytes = totalBytes
    self.idleBytes = idleBytes
    self.elapsedSeconds = elapsedSeconds
  }

  /// How much of the batch is done, from 0 to 1: songs count by their sizes.
  package var fraction: Double {
    totalBytes == 0 ? 0 : min(1, (Double(endedBytes) + inWork) / Double(totalBytes))
  }

  /// `nil` until there is something to judge by.
  package var remainingSeconds: Double? {
    let worked = Double(endedBytes - idleBytes) + inWork
    guard elapsedSeconds > 0.5, worked > 0.01 * Double(totalBytes - idleBytes) else { return nil }
    return elapsedSeconds * max(0, Double(totalBytes - idleBytes) - worked) / worked
  }

  private var inWork: Double { songs.reduce(0) { $0 + $1.fraction * Double($1.item.song.byteCount) } }
}

extension JobFailure {
  /// Whether another attempt may go better: it is the machine that failed, or somebody else was in the way.
  var mayPass: Bool {
    switch self {
    case .workersLost, .supervisorLost, .noResources, .inputReadFailed, .inputChanged, .outputWriteFailed: true
    default: false
    }
  }
}
