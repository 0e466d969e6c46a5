import GRDB
import Glibc
import Processes
import Synchronization
import SystemPackage

/// A store in a file of SQLite, for one machine.
///
/// A write-ahead log that is synced at each commit: what was committed outlasts a crash of the machine.
package final class SQLiteJobStore: JobStore {
  private let database: DatabasePool
  private let currentLimits: Mutex<JobStoreLimits>
  let clock: JobStoreClock

  /// Opens the store at `path`, and makes it if there is none.
  package init(
    path: String, limits: JobStoreLimits = JobStoreLimits(), clock: JobStoreClock = .system
  ) throws(JobStoreError) {
    currentLimits = Mutex(limits)
    self.clock = clock
    do {
      // Two that open a new store at the same time would both make its tables.
      let lock = try Self.lock(beside: path)
      defer { withExtendedLifetime(lock) {} }
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      database = try DatabasePool(path: path, configuration: configuration)
      // The pool itself asks for less of its writer: nothing that was accepted may be lost with the machine.
      try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      try Schema.migrator.migrate(database)
    } catch let error as JobStoreError {
      throw error
    } catch {
      throw .unavailable(reason: "\(error)")
    }
  }

  var limits: JobStoreLimits { currentLimits.withLock { $0 } }

  /// Has other limits be in force from now on.
  package func use(_ limits: JobStoreLimits) { currentLimits.withLock { $0 = limits } }

  /// Whether what is committed is on disk: for tests, since only a power cut would show the difference.
  package func syncsEachCommit() throws -> Bool {
    try database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2
  }

  /// A lock that goes with the returned value.
  private static func lock(beside path: String) throws -> Descriptor {
    let file = try FileSystem.openOrCreate(FilePath(path + ".lock"))
    for _ in 0..<200 {
      if try FileSystem.lock(file.number) { return file }
      usleep(50_000)
    }
    throw JobStoreError.unavailable(reason: "another process has been opening the store for ten seconds")
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

  /// Does `body` in a transaction, all of it or nothing, even if the task is cancelled meanwhile: what is known of a job does not
  /// depend on who still waits for the answer.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JobStoreError) -> Value {
    do {
      return try await Task { [database] in try await database.write(body) }.value
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
