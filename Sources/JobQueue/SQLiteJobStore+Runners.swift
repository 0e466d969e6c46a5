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
          UPDATE works SET state = 'running', attempt = attempt + 1, bootID = ?, space = ?,
          processID = ?, startTicks = ?,
          leasedUntil = ?, isAbandoned = 0, progress = '{}', revision = revision + 1
          WHERE ticket = (SELECT ticket FROM works WHERE state = 'queued' ORDER BY place LIMIT 1)
          RETURNING *
          """,
        arguments: [runner.bootID, runner.space, runner.processID, Int64(bitPattern: runner.startTicks), until])
      return row.map { row in
        Lease(
          work: Work(song: row["song"], recipe: row["recipe"]), ticket: row["ticket"], runner: runner,
          attempt: row["attempt"])
      }
    }
  }

  package func renew(_ lease: Lease, progress: Progress) async throws(JobStoreError) {
    let until = clock.bootSeconds() + limits.leaseSeconds
    let text = try Self.text(progress)
    try await change(
      lease, sql: "leasedUntil = ?, progress = ?", arguments: [until, text], condition: "AND isAbandoned = 0")
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
        database, sql: "SELECT crashes FROM works WHERE ticket = ?", arguments: [lease.ticket])
      guard crashes ?? limit >= limit else { return try Self.release(lease, now: now, in: database) }
      try Self.change(lease, sql: "state = 'quarantined', overAt = ?", arguments: [now], in: database)
      return .quarantined
    }
  }

  package func giveBack(_ lease: Lease) async throws(JobStoreError) {
    let now = clock.wallSeconds()
    _ = try await write { try Self.release(lease, now: now, in: $0) }
  }

  package func reclaim(
    except living: Runner?, isGone: @Sendable (Runner) async -> Bool
  ) async throws(JobStoreError) -> Int {
    let leases = try await read { try Self.leases(in: $0) }.filter { $0.lease.runner != living }
    let (bootID, now) = (clock.bootID, clock.bootSeconds())
    // Seconds since another start of the machine mean nothing.
    var lost: [(lease: Lease, until: Double)] = []
    for lease in leases {
      let isOver = lease.lease.runner.bootID != bootID || lease.until < now
      if isOver { lost.append(lease) } else if await isGone(lease.lease.runner) { lost.append(lease) }
    }
    let (found, limit, time) = (lost, limits.lossCount, clock.wallSeconds())
    return try await write { database in
      try found.count { try Self.lose($0.lease, until: $0.until, limit: limit, now: time, in: database) }
    }
  }

  package func leases(of runner: Runner) async throws(JobStoreError) -> [Lease] {
    try await read { database in
      try Self.leases(in: database).map(\.lease).filter { $0.runner == runner }
    }
  }

  private static func leases(in database: Database) throws -> [(lease: Lease, until: Double)] {
    try Row.fetchAll(database, sql: "SELECT * FROM works WHERE state = 'running'").map { row in
      (
        lease: Lease(
          work: Work(song: row["song"], recipe: row["recipe"]), ticket: row["ticket"],
          runner: Runner(
            bootID: row["bootID"], space: row["space"], processID: row["processID"],
            startTicks: UInt64(bitPattern: row["startTicks"] as Int64)),
          attempt: row["attempt"]), until: row["leasedUntil"] as Double
      )
    }
  }

  /// Queues a work again whose runner is gone.
  ///
  /// - Parameter until: As its lease was when that was found: one that was renewed meanwhile is left alone.
  /// - Returns: Whether it still was that runner's.
  private static func lose(
    _ lease: Lease, until: Double, limit: Int, now: Double, in database: Database
  ) throws -> Bool {
    do {
      try change(
        lease, sql: "losses = losses + 1", arguments: [], condition: "AND leasedUntil = \(until)", in: database)
    } catch JobStoreError.leaseLost {
      return false
    }
    let losses = try Int.fetchOne(
      database, sql: "SELECT losses FROM works WHERE ticket = ?", arguments: [lease.ticket])
    guard losses ?? limit >= limit else {
      _ = try release(lease, now: now, in: database)
      return true
    }
    try change(
      lease, sql: "state = 'quarantined', failure = COALESCE(failure || '; ', '') || ?, overAt = ?",
      arguments: ["its runner was lost \(limit) times", now], in: database)
    return true
  }

  /// Puts a work back into the queue, if anybody wants it.
  private static func release(_ lease: Lease, now: Double, in database: Database) throws -> JobState {
    let isAbandoned = try Bool.fetchOne(
      database, sql: "SELECT isAbandoned FROM works WHERE ticket = ?", arguments: [lease.ticket])
    if isAbandoned ?? false {
      try change(lease, sql: "state = 'cancelled', overAt = ?", arguments: [now], in: database)
      return .cancelled
    }
    try change(lease, sql: "state = 'queued', leasedUntil = NULL", arguments: [], in: database)
    return .queued
  }
}

extension SQLiteJobStore {
  private func change(
    _ lease: Lease, sql: String, arguments: StatementArguments, condition: String = ""
  ) async throws(JobStoreError) {
    try await write { try Self.change(lease, sql: sql, arguments: arguments, condition: condition, in: $0) }
  }

  /// Changes a work that still is the lease's, and that `condition` holds for.
  private static func change(
    _ lease: Lease, sql: String, arguments: StatementArguments, condition: String = "", in database: Database
  ) throws {
    let runner = lease.runner
    try database.execute(
      sql: """
        UPDATE works SET \(sql), revision = revision + 1 WHERE ticket = ? AND state = 'running' AND attempt = ?
        AND bootID = ? AND space = ? AND processID = ? AND startTicks = ? \(condition)
        """,
      arguments: arguments
        + [
          lease.ticket, lease.attempt, runner.bootID, runner.space, runner.processID,
          Int64(bitPattern: runner.startTicks),
        ])
    if database.changesCount == 0 { throw JobStoreError.leaseLost }
  }

  private static func text(_ progress: Progress) throws(JobStoreError) -> String {
    do {
      return String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
    } catch {
      throw .unavailable(reason: "the progress cannot be written down: \(error)")
    }
  }
}
