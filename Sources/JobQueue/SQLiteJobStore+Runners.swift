import FoundationEssentials
import GRDB

// What those who run jobs do.
extension SQLiteJobStore {
  package func take(by runner: Runner) async throws(JobStoreError) -> Lease? {
    let until = clock.bootSeconds() + limits.leaseSeconds
    return try await write { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          UPDATE works SET state = 'running', attempt = attempt + 1, bootID = ?, processID = ?, startTicks = ?,
          leasedUntil = ?, progress = '{}', revision = revision + 1
          WHERE number = (SELECT number FROM works WHERE state = 'queued' ORDER BY place LIMIT 1)
          RETURNING *
          """,
        arguments: [runner.bootID, runner.processID, Int64(bitPattern: runner.startTicks), until])
      return row.map { row in
        Lease(
          work: Work(song: row["song"], recipe: row["recipe"]), number: row["number"], runner: runner,
          attempt: row["attempt"])
      }
    }
  }

  package func renew(_ lease: Lease, progress: Progress) async throws(JobStoreError) {
    let until = clock.bootSeconds() + limits.leaseSeconds
    let text = try Self.text(progress)
    try await change(lease, sql: "leasedUntil = ?, progress = ?", arguments: [until, text])
  }

  package func finish(_ lease: Lease, result: String) async throws(JobStoreError) {
    try await change(
      lease, sql: "state = 'done', result = ?, overAt = ?", arguments: [result, clock.wallSeconds()])
  }

  package func fail(_ lease: Lease, reason: String) async throws(JobStoreError) {
    try await change(
      lease, sql: "state = 'failed', failure = ?, overAt = ?", arguments: [reason, clock.wallSeconds()])
  }

  package func crash(_ lease: Lease, _ crash: Crash) async throws(JobStoreError) -> JobState {
    let (limit, now) = (limits.crashCount, clock.wallSeconds())
    return try await write { database in
      try Self.change(lease, sql: "crashes = crashes + 1, failure = ?", arguments: [crash.description], in: database)
      let crashes = try Int.fetchOne(
        database, sql: "SELECT crashes FROM works WHERE number = ?", arguments: [lease.number])
      let isLast = crashes ?? limit >= limit
      try Self.change(
        lease, sql: isLast ? "state = 'quarantined', overAt = ?" : "state = 'queued'", arguments: isLast ? [now] : [],
        in: database)
      return isLast ? .quarantined : .queued
    }
  }

  package func giveBack(_ lease: Lease) async throws(JobStoreError) {
    try await change(lease, sql: "state = 'queued', leasedUntil = NULL", arguments: [])
  }

  package func reclaim(isAlive: @Sendable (Runner) -> Bool) async throws(JobStoreError) -> Int {
    let (bootID, now) = (clock.bootID, clock.bootSeconds())
    let leases = try await read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM works WHERE state = 'running'").map { row in
        (
          lease: Lease(
            work: Work(song: row["song"], recipe: row["recipe"]), number: row["number"],
            runner: Runner(
              bootID: row["bootID"], processID: row["processID"],
              startTicks: UInt64(bitPattern: row["startTicks"] as Int64)),
            attempt: row["attempt"]), until: row["leasedUntil"] as Double
        )
      }
    }
    // Seconds since another start of the machine mean nothing.
    let lost = leases.filter { $0.lease.runner.bootID != bootID || $0.until < now || !isAlive($0.lease.runner) }
    let (limit, time) = (limits.lossCount, clock.wallSeconds())
    return try await write { database in
      try lost.count { try Self.lose($0.lease, limit: limit, now: time, in: database) }
    }
  }

  /// Queues a work again whose runner is gone.
  ///
  /// - Returns: Whether it still was that runner's.
  private static func lose(_ lease: Lease, limit: Int, now: Double, in database: Database) throws -> Bool {
    do {
      try change(lease, sql: "losses = losses + 1", arguments: [], in: database)
    } catch JobStoreError.leaseLost {
      return false
    }
    let losses = try Int.fetchOne(
      database, sql: "SELECT losses FROM works WHERE number = ?", arguments: [lease.number])
    if losses ?? limit >= limit {
      let reason = "its runner was lost \(limit) times"
      try change(
        lease, sql: "state = 'quarantined', failure = ?, overAt = ?", arguments: [reason, now], in: database)
    } else {
      try change(lease, sql: "state = 'queued', leasedUntil = NULL", arguments: [], in: database)
    }
    return true
  }
}

extension SQLiteJobStore {
  private func change(_ lease: Lease, sql: String, arguments: StatementArguments) async throws(JobStoreError) {
    try await write { try Self.change(lease, sql: sql, arguments: arguments, in: $0) }
  }

  /// Changes a work that still is the lease's.
  private static func change(
    _ lease: Lease, sql: String, arguments: StatementArguments, in database: Database
  ) throws {
    let runner = lease.runner
    try database.execute(
      sql: """
        UPDATE works SET \(sql), revision = revision + 1 WHERE number = ? AND state = 'running' AND attempt = ?
        AND bootID = ? AND processID = ? AND startTicks = ?
        """,
      arguments: arguments
        + [
          lease.number, lease.attempt, runner.bootID, runner.processID, Int64(bitPattern: runner.startTicks),
        ])
    if database.changesCount == 0 { throw JobStoreError.leaseLost }
  }

  private static func text(_ progress: Progress) throws(JobStoreError) -> String {
    do {
      return String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
    } catch {
      // A number that is none, such as a tempo that was never found.
      throw .unavailable(reason: "the progress cannot be written down: \(error)")
    }
  }
}
