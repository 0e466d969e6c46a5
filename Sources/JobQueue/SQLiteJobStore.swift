import GRDB

/// A store in a file of SQLite, for one machine.
///
/// A write-ahead log that is synced at each commit: what was committed outlasts a crash of the machine.
package final class SQLiteJobStore: JobStore {
  private let database: DatabasePool
  let limits: JobStoreLimits
  let clock: JobStoreClock

  /// Opens the store at `path`, and makes it if there is none.
  package init(
    path: String, limits: JobStoreLimits = JobStoreLimits(), clock: JobStoreClock = .system
  ) throws(JobStoreError) {
    self.limits = limits
    self.clock = clock
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      configuration.prepareDatabase { connection in
        try connection.execute(sql: "PRAGMA synchronous = FULL")
      }
      database = try DatabasePool(path: path, configuration: configuration)
      try Schema.migrator.migrate(database)
    } catch {
      throw .unavailable(reason: "\(error)")
    }
  }

  /// Reads what is committed.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JobStoreError) -> Value {
    do {
      return try await database.read(body)
    } catch let error as JobStoreError {
      throw error
    } catch {
      throw .unavailable(reason: "\(error)")
    }
  }

  /// Does `body` in a transaction, all of it or nothing.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JobStoreError) -> Value {
    do {
      return try await database.write(body)
    } catch let error as JobStoreError {
      throw error
    } catch {
      throw .unavailable(reason: "\(error)")
    }
  }
}

/// Where a store takes the time from.
package struct JobStoreClock: Sendable {
  /// Seconds since 1970, for people.
  package var wallSeconds: @Sendable () -> Double
  /// Seconds since the machine was started, which no setting of a clock changes, for leases.
  package var bootSeconds: @Sendable () -> Double
  /// Of this start of the machine.
  package var bootID: String

  package init(
    bootID: String, wallSeconds: @escaping @Sendable () -> Double, bootSeconds: @escaping @Sendable () -> Double
  ) {
    self.bootID = bootID
    self.wallSeconds = wallSeconds
    self.bootSeconds = bootSeconds
  }
}
