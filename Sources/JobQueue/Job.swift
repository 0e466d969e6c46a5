/// What is asked for: the same song with the same recipe is the same work, whoever asks.
package struct Work: Hashable, Sendable {
  /// SHA-256 of the song's bytes, in hexadecimal.
  package let song: String
  /// Style and options in a form in which equal ones are equal texts.
  package let recipe: String

  package init(song: String, recipe: String) {
    self.song = song
    self.recipe = recipe
  }
}

/// A job as it stands.
package struct Job: Equatable, Sendable {
  package let id: JobID
  package let work: Work
  /// The store's number of what the work has and makes, never given again: another try at the same work has another.
  package let ticket: Int
  /// Who asked, for limits per client; never shown.
  package let client: String
  /// What the job is called where its owner sees it.
  package let title: String
  package let state: JobState
  /// Jobs that are done before this one, 0 for the next; `nil` unless it is queued.
  package let position: Int?
  package let progress: Progress
  /// What came of it; `nil` unless it is done.
  package let result: String?
  /// Why there is no result, in words; `nil` unless it failed or was quarantined.
  package let failure: String?
  /// Grows with each change but that of the position: whoever has seen a revision need not look at it again.
  package let revision: Int
  /// Seconds since 1970.
  package let submittedAt: Double
  /// When it came to be in its final state; `nil` before.
  package let overAt: Double?
}

/// How a work ended.
package struct WorkEnding: Equatable, Sendable {
  package let ticket: Int
  package let state: JobState
  /// The first time that somebody wanted it, in seconds since 1970.
  package let submittedAt: Double
  package let overAt: Double
  package let failure: String?
}

/// How far a running job is.
package struct Progress: Codable, Equatable, Sendable {
  package let stage: String
  package let percent: Double
  package let tempo: Double?
  package let key: String?

  /// - Parameters:
  ///   - percent: 0 if it is no number.
  ///   - tempo: `nil` if it is no number.
  package init(stage: String = "", percent: Double = 0, tempo: Double? = nil, key: String? = nil) {
    self.stage = stage
    self.percent = percent.isFinite ? percent : 0
    self.tempo = tempo.flatMap { $0.isFinite ? $0 : nil }
    self.key = key
  }
}
