import Foundation
import JobQueue
import Synchronization

/// The stores that must keep the contract.
enum StoreKind: CaseIterable {
  case sqlite
}

/// A store in a folder of its own, with a clock that only the test moves.
final class Bench: Sendable {
  let kind: StoreKind
  let time = FakeTime()
  private let folder: URL
  private let limits: JobStoreLimits

  init(_ kind: StoreKind, limits: JobStoreLimits = JobStoreLimits()) throws {
    self.kind = kind
    self.limits = limits
    folder = FileManager.default.temporaryDirectory.appending(path: "job-queue-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The store, opened anew each time: what one has kept the next one finds.
  func store(bootID: String = "boot 1") throws -> any JobStore {
    // The clock keeps this bench, and with it the folder, for as long as there is a store.
    let clock = JobStoreClock(bootID: bootID, wallSeconds: { self.time.seconds }, bootSeconds: { self.time.seconds })
    switch kind {
    case .sqlite:
      return try SQLiteJobStore(path: folder.appending(path: "jobs.sqlite").path, limits: limits, clock: clock)
    }
  }
}

/// Seconds that pass when they are told to.
final class FakeTime: Sendable {
  private let value = Mutex(1_000_000.0)

  var seconds: Double { value.withLock { $0 } }

  func pass(_ seconds: Double) { value.withLock { $0 += seconds } }
}

extension Runner {
  /// A process on the machine of the tests.
  static func number(_ id: Int32, bootID: String = "boot 1") -> Runner {
    Runner(bootID: bootID, space: "", processID: id, startTicks: UInt64(id) * 100)
  }
}

extension Work {
  static func song(_ name: String, recipe: String = "dubstep") -> Work { Work(song: name, recipe: recipe) }
}

extension JobStore {
  func submit(_ name: String, by client: String = "someone") async throws -> Job {
    try await submit(.song(name), client: client, title: name)
  }

  func state(of job: Job) async throws -> JobState? { try await self.job(job.id)?.state }
}
