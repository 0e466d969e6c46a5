import FoundationEssentials
import GRDB

// What those who want jobs do.
extension SQLiteJobStore {
  package func submit(_ work: Work, client: String, title: String) async throws(JobStoreError) -> Job {
    let (limits, now) = (self.limits, clock.wallSeconds())
    return try await write { database in
      let ticket: Int
      let since = now - limits.quarantineSeconds
      if let known = try Self.usableWork(work, quarantinedSince: since, in: database) {
        ticket = known
        try database.execute(sql: "UPDATE works SET isAbandoned = 0 WHERE ticket = ?", arguments: [ticket])
      } else {
        let waiting = try Self.count(of: .queued, in: database)
        guard waiting < limits.waitingCount else { throw JobStoreError.full(waitingCount: waiting) }
        try database.execute(
          sql: """
            INSERT INTO works (place, song, recipe, state)
            VALUES ((SELECT COALESCE(MAX(place), 0) + 1 FROM works), ?, ?, ?)
            """,
          arguments: [work.song, work.recipe, JobState.queued.rawValue])
        ticket = Int(database.lastInsertedRowID)
      }
      let id = JobID()
      try database.execute(
        sql: "INSERT INTO jobs (id, work, client, title, submittedAt) VALUES (?, ?, ?, ?, ?)",
        arguments: [id.description, ticket, client, title, now])
      guard let job = try Self.job(id, in: database) else {
        throw JobStoreError.unavailable(reason: "a job that was just stored is not there")
      }
      return job
    }
  }

  package func job(_ id: JobID) async throws(JobStoreError) -> Job? {
    try await read { try Self.job(id, in: $0) }
  }

  package func submissionCount(of client: String, since time: Double) async throws(JobStoreError) -> Int {
    try await read { database in
      try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM jobs WHERE client = ? AND submittedAt >= ?", arguments: [client, time])
        ?? 0
    }
  }

  package func endings(since time: Double) async throws(JobStoreError) -> [WorkEnding] {
    try await read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT ticket, state, overAt, failure,
          COALESCE((SELECT MIN(submittedAt) FROM jobs WHERE jobs.work = works.ticket), overAt) AS submittedAt
          FROM works WHERE overAt >= ? ORDER BY overAt DESC
          """, arguments: [time])
      return rows.compactMap { row in
        JobState(rawValue: row["state"]).map { state in
          WorkEnding(
            ticket: row["ticket"], state: state, submittedAt: row["submittedAt"], overAt: row["overAt"],
            failure: row["failure"])
        }
      }
    }
  }

  package func songs() async throws(JobStoreError) -> Set<String> {
    try await read { Set(try String.fetchAll($0, sql: "SELECT DISTINCT song FROM works")) }
  }

  package func counts() async throws(JobStoreError) -> [JobState: Int] {
    try await read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT state, COUNT(*) AS count FROM works GROUP BY state")
      return Dictionary(
        uniqueKeysWithValues: rows.compactMap { row in
          JobState(rawValue: row["state"]).map { ($0, row["count"] as Int) }
        })
    }
  }

  package func cancel(_ id: JobID) async throws(JobStoreError) -> Job? {
    let now = clock.wallSeconds()
    return try await write { database in
      try Self.cancel(id, now: now, in: database)
      return try Self.job(id, in: database)
    }
  }

  package func remove(_ id: JobID) async throws(JobStoreError) -> Bool {
    let now = clock.wallSeconds()
    return try await write { database in
      try Self.cancel(id, now: now, in: database)
      try database.execute(sql: "DELETE FROM jobs WHERE id = ?", arguments: [id.description])
      return database.changesCount > 0
    }
  }

  package func removeJobs(overBefore time: Double) async throws(JobStoreError) {
    try await write { database in
      try database.execute(
        sql: """
          DELETE FROM jobs WHERE cancelledAt < ?
          OR work IN (SELECT ticket FROM works WHERE overAt < ?) AND cancelledAt IS NULL AND submittedAt < ?
          """,
        arguments: [time, time, time])
    }
  }

  package func removeUnwantedWorks() async throws(JobStoreError) -> [Int] {
    try await write { database in
      try Int.fetchAll(
        database,
        sql: """
          DELETE FROM works WHERE state <> 'running' AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.work = works.ticket)
          RETURNING ticket
          """)
    }
  }

  package func tickets() async throws(JobStoreError) -> Set<Int> {
    try await read { try Int.fetchSet($0, sql: "SELECT ticket FROM works") }
  }
}

extension SQLiteJobStore {
  /// A work that somebody who wants the same can take part in.
  private static func usableWork(
    _ work: Work, quarantinedSince time: Double, in database: Database
  ) throws -> Int? {
    try Int.fetchOne(
      database,
      sql: """
        SELECT ticket FROM works WHERE song = ? AND recipe = ?
        AND (state IN ('queued', 'running', 'done') OR state = 'quarantined' AND overAt > ?)
        ORDER BY ticket DESC LIMIT 1
        """,
      arguments: [work.song, work.recipe, time])
  }

  static func count(of state: JobState, in database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM works WHERE state = ?", arguments: [state.rawValue]) ?? 0
  }

  private static func cancel(_ id: JobID, now: Double, in database: Database) throws {
    guard let job = try job(id, in: database), !job.state.isFinal else { return }
    // What others make of the work from now on is nothing to this job.
    try database.execute(
      sql: """
        UPDATE jobs SET cancelledAt = ?, lastRevision = ?,
        lastProgress = (SELECT progress FROM works WHERE ticket = jobs.work) WHERE id = ?
        """,
      arguments: [now, job.revision + 1, id.description])
    let unwanted = """
      WHERE ticket = ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.work = works.ticket AND jobs.cancelledAt IS NULL)
      """
    try database.execute(
      sql: "UPDATE works SET state = 'cancelled', overAt = ?, revision = revision + 1 \(unwanted) AND state = 'queued'",
      arguments: [now, job.ticket])
    // Who runs it learns so when the lease is to be renewed; until it is given back nobody else may run it.
    try database.execute(
      sql: "UPDATE works SET isAbandoned = 1 \(unwanted) AND state = 'running'", arguments: [job.ticket])
  }

  static func job(_ id: JobID, in database: Database) throws -> Job? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT jobs.*, works.*,
        (SELECT COUNT(*) FROM works AS earlier WHERE earlier.state = 'queued' AND earlier.place < works.place) AS position
        FROM jobs JOIN works ON works.ticket = jobs.work WHERE jobs.id = ?
        """,
      arguments: [id.description])
    guard let row else { return nil }
    let isCancelled = (row["cancelledAt"] as Double?) != nil
    let stored: String = row["state"]
    guard let state = isCancelled ? .cancelled : JobState(rawValue: stored) else {
      throw JobStoreError.unavailable(reason: "a job is in the unknown state \(stored)")
    }
    let text: String = row[isCancelled ? "lastProgress" : "progress"]
    // A progress that cannot be read is as good as none: it is only shown.
    let progress = try? JSONDecoder().decode(Progress.self, from: Data(text.utf8))
    return Job(
      id: id, work: Work(song: row["song"], recipe: row["recipe"]), ticket: row["ticket"], client: row["client"],
      title: row["title"],
      state: state, position: state == .queued ? row["position"] : nil, progress: progress ?? Progress(),
      result: state == .done ? row["result"] : nil,
      failure: state == .failed || state == .quarantined ? row["failure"] : nil,
      revision: row[isCancelled ? "lastRevision" : "revision"], submittedAt: row["submittedAt"],
      overAt: state.isFinal ? row[isCancelled ? "cancelledAt" : "overAt"] : nil)
  }
}
