package import AudioFiles
package import BeatTracking
package import Remixing
package import Supervision

/// What a job is asked to do, apart from where its bytes come from and go to.
package struct JobRequest: Sendable {
  /// What is made of the input.
  package enum Product: Equatable, Sendable {
    /// The analysis as JSON.
    case analysis
    /// The arrangement that a remix would have, as text.
    case plan
    /// The remix as MP3.
    case remix(MP3Settings)
  }

  package var product: Product
  package var hints = AnalysisHints()
  package var remix = RemixOptions()
  package var crew = Crew()
  package var limits = JobLimits()
  /// The title of a song whose tags have none, such as its file's name.
  package var fallbackTitle: String?

  package init(product: Product) {
    self.product = product
  }
}

/// Who does the work; has no influence on the result.
package struct Crew: Equatable, Sendable {
  package var workerCount = 1
  package var transport = Transport.shm

  package init() {}
}

/// How much a job may take in.
package struct JobLimits: Equatable, Sendable {
  package var inputBytes = 4 << 30
  package var decodedMinutes = 240.0
  /// How long a worker may show no sign of life before it is replaced.
  package var chunkSeconds = 20.0
  /// Runs of a job whose supervisor was lost, the first included.
  package var supervisorAttempts = 3

  package init() {}
}
