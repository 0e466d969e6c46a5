/// What a supervisor tells its controller, a line of JSON each.
enum JobEvent: Codable, Sendable {
  /// What was heard, as soon as it is known.
  case analysed(SongFacts)
  /// So many bytes at the start of the first output are there; 0 takes back what was told before.
  case final(byteCount: Int)
  /// An output besides the first is there, of so many bytes, while others are still made.
  case made(output: Int, byteCount: Int)
  /// The output stands whole in its file.
  case finished(JobSummary)
  case failed(JobFailure)
}

/// What is worth saying of a song in one line.
package struct SongFacts: Codable, Equatable, Sendable {
  package var durationSeconds: Double
  package var beatsPerMinute: Double
  package var key: String
  package var warnings: [String]
}

/// What became of a job.
package struct JobSummary: Codable, Equatable, Sendable {
  package var song: SongFacts
  /// Length of what was made; `nil` for what is no audio.
  package var outputSeconds: Double?
  package var outputBytes: Int
  /// SHA-256 of the remix; `nil` unless a recipe is written or followed.
  package var remixChecksum: String?
  /// What is not quite as it was asked for.
  package var warnings: [String]
  package var workerCPUSeconds: [Double]
  package var supervisorCPUSeconds: Double
  package var workerRestarts: Int
  /// From the fork of the supervisor to the complete output.
  package var elapsedSeconds: Double
}
