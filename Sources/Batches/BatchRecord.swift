import RemixJobs

/// What became of one song of a batch.
package struct BatchRecord: Codable, Equatable, Sendable {
  package enum Status: String, Codable, Equatable, Sendable {
    /// The remix is there.
    case done
    case failed
    /// The output existed before, and was left as it is.
    case skipped
    /// Not begun, or cut off: the batch was ended.
    case pending
  }

  package var input: String
  /// `nil` for what is no song, such as a folder that cannot be read.
  package var output: String?
  package var status: Status
  /// Why it failed or was skipped, in words.
  package var reason: String?
  /// The status that the program ends with on this song alone.
  package var exitStatus: Int32?
  package var attempts = 0
  package var beatsPerMinute: Double?
  package var key: String?
  /// Of the song.
  package var durationSeconds: Double?
  /// Of the remix.
  package var outputSeconds: Double?
  package var outputBytes: Int?
  /// Of the last attempt.
  package var elapsedSeconds: Double?
  package var workerRestarts: Int?
  package var warnings: [String]?
  /// Of the song's file, to see that it is still the same.
  package var inputBytes: Int?
  package var inputChangeTime: Int?
  /// Of the remix, which it had before it had its name: another file of its length is not taken for it.
  package var outputChangeTime: Int?

  package init(input: String, output: String?, status: Status, reason: String? = nil, exitStatus: Int32? = nil) {
    self.input = input
    self.output = output
    self.status = status
    self.reason = reason
    self.exitStatus = exitStatus
  }

  /// Forgets what a job told of a remix that there is not.
  mutating func withdrawRemix() {
    (outputSeconds, outputBytes, outputChangeTime) = (nil, nil, nil)
  }

  /// Takes over what a finished job tells of itself.
  mutating func add(_ summary: JobSummary) {
    beatsPerMinute = summary.song.beatsPerMinute
    key = summary.song.key
    durationSeconds = summary.song.durationSeconds
    outputSeconds = summary.outputSeconds
    outputBytes = summary.outputBytes
    workerRestarts = summary.workerRestarts
    let told = summary.song.warnings + summary.warnings
    warnings = told.isEmpty ? nil : told
  }
}

/// What became of a batch.
package struct BatchReport: Encodable, Equatable, Sendable {
  package var program: String
  package var songs: [BatchRecord]
  package var done: Int { count(.done) }
  package var failed: Int { count(.failed) }
  package var skipped: Int { count(.skipped) }
  package var pending: Int { count(.pending) }
  /// Of this run.
  package var elapsedSeconds: Double

  package init(program: String, songs: [BatchRecord], elapsedSeconds: Double) {
    self.program = program
    self.songs = songs
    self.elapsedSeconds = elapsedSeconds
  }

  private func count(_ status: BatchRecord.Status) -> Int { songs.count { $0.status == status } }

  private enum CodingKeys: String, CodingKey {
    case program
    case songs
    case done
    case failed
    case skipped
    case pending
    case elapsedSeconds
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(program, forKey: .program)
    try values.encode(songs, forKey: .songs)
    try values.encode(done, forKey: .done)
    try values.encode(failed, forKey: .failed)
    try values.encode(skipped, forKey: .skipped)
    try values.encode(pending, forKey: .pending)
    try values.encode(elapsedSeconds, forKey: .elapsedSeconds)
  }
}
