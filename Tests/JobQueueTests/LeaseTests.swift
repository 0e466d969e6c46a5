import Glibc
import JobQueue
import Testing

/// What each store promises to those who run jobs.
struct LeaseTests {
  @Test(arguments: StoreKind.allCases)
  func `many who take at the same time get each work once`(_ kind: StoreKind) async throws {
    let bench = try Bench(kind)
    let store = try bench.store()
    for number in 0..<60 { _ = try await store.submit("song \(number)") }
    let taken = try await withThrowingTaskGroup(of: [Lease].self) { group in
      for runner in 1...8 {
        // Two ways to the same file, as two processes have.
        let store = runner.isMultiple(of: 2) ? store : try bench.store()
        group.addTask {
          var leases: [Lease] = []
          while let lease = try await store.take(by: .number(Int32(runner))) { leases.append(lease) }
          return leases
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(taken.count == 60 && Set(taken.map(\.work)).count == 60)
    #expect(try await store.counts() == [.running: 60])
  }

  @Test(arguments: StoreKind.allCases)
  func `progress is seen, and each change has a later revision`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    var seen = [try await store.submit("a")]
    let id = seen[0].id
    let lease = try #require(try await store.take(by: .number(1)))
    seen.append(try #require(try await store.job(id)))
    try await store.renew(lease, progress: Progress(stage: "listening", percent: 12.5, tempo: 112, key: "F# minor"))
    seen.append(try #require(try await store.job(id)))
    try await store.finish(lease, result: "r")
    seen.append(try #require(try await store.job(id)))
    #expect(seen[2].progress == Progress(stage: "listening", percent: 12.5, tempo: 112, key: "F# minor"))
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.revision < $1.revision })
    #expect(seen.map(\.state) == [.queued, .running, .running, .done])
  }

  @Test(arguments: StoreKind.allCases)
  func `a lease that was not renewed in time is another's, and the first one can do nothing any more`(
    _ kind: StoreKind
  ) async throws {
    let bench = try Bench(kind)
    let store = try bench.store()
    let job = try await store.submit("a")
    let first = try #require(try await store.take(by: .number(1)))
    bench.time.pass(29)
    try await store.renew(first, progress: Progress())
    bench.time.pass(29)
    #expect(try await store.reclaim { _ in false } == 0)
    bench.time.pass(2)
    #expect(try await store.reclaim { _ in false } == 1)
    // The very same process may take it again: what it began before still is another attempt.
    let second = try #require(try await store.take(by: .number(1)))
    #expect(second.attempt == 2)
    await #expect(throws: JobStoreError.leaseLost) { try await store.renew(first, progress: Progress(percent: 99)) }
    await #expect(throws: JobStoreError.leaseLost) { try await store.finish(first, result: "stale") }
    await #expect(throws: JobStoreError.leaseLost) { try await store.fail(first, reason: "stale") }
    await #expect(throws: JobStoreError.leaseLost) { try await store.giveBack(first) }
    await #expect(throws: JobStoreError.leaseLost) { try await store.crash(first, Crash(ending: "SIGSEGV", stack: "")) }
    #expect(try await store.state(of: job) == .running)
    try await store.finish(second, result: "right")
    #expect(try await store.job(job.id)?.result == "right")
  }

  @Test(arguments: StoreKind.allCases)
  func `works of runners that are gone are queued again at once, those of living ones are left`(
    _ kind: StoreKind
  ) async throws {
    let bench = try Bench(kind)
    let store = try bench.store()
    for name in ["a", "b"] { _ = try await store.submit(name) }
    _ = try await store.take(by: .number(1))
    _ = try await store.take(by: .number(2))
    #expect(try await store.reclaim { $0.processID == 1 } == 1)
    #expect(try await store.take(by: .number(3))?.work == .song("a"))
    // After a start of the machine every number belongs to somebody else.
    let later = try bench.store(bootID: "boot 2")
    #expect(try await later.reclaim { _ in false } == 2)
    #expect(try await later.counts() == [.queued: 2])
  }

  @Test(arguments: StoreKind.allCases)
  func `a work that crashed three times is quarantined with its last crash, and not run again`(
    _ kind: StoreKind
  ) async throws {
    let store = try Bench(kind).store()
    let job = try await store.submit("a")
    for attempt in 1...3 {
      let lease = try #require(try await store.take(by: .number(1)))
      #expect(lease.attempt == attempt)
      let state = try await store.crash(lease, Crash(ending: "SIGSEGV", stack: "decode < read"))
      #expect(state == (attempt < 3 ? .queued : .quarantined))
    }
    let found = try #require(try await store.job(job.id))
    #expect(found.state == .quarantined && found.failure == "SIGSEGV in decode < read")
    #expect(try await store.submit("a").state == .quarantined)
    #expect(try await store.take(by: .number(1)) == nil)
  }

  @Test(arguments: StoreKind.allCases)
  func `a work that loses its runner each time does not do so for ever`(_ kind: StoreKind) async throws {
    var limits = JobStoreLimits()
    limits.lossCount = 4
    let store = try Bench(kind, limits: limits).store()
    let job = try await store.submit("a")
    for _ in 0..<4 {
      #expect(try await store.take(by: .number(1)) != nil)
      #expect(try await store.reclaim { _ in true } == 1)
    }
    #expect(try await store.state(of: job) == .quarantined)
  }

  @Test(arguments: StoreKind.allCases)
  func `what is given back stands where it stood, and no blame falls on it`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    let first = try await store.submit("a")
    _ = try await store.submit("b")
    for _ in 0..<5 {
      let lease = try #require(try await store.take(by: .number(1)))
      #expect(lease.work == .song("a"))
      try await store.giveBack(lease)
    }
    #expect(try await store.job(first.id)?.position == 0)
  }

  @Test(arguments: StoreKind.allCases)
  func `a lease that is renewed while it is being judged is left alone`(_ kind: StoreKind) async throws {
    let bench = try Bench(kind)
    let store = try bench.store()
    _ = try await store.submit("a")
    let lease = try #require(try await store.take(by: .number(1)))
    // Whoever is asked about the runner answers "gone" when the runner has just renewed.
    let count = try await store.reclaim { _ in
      bench.time.pass(1)
      await #expect(throws: Never.self) { try await store.renew(lease, progress: Progress()) }
      return true
    }
    #expect(count == 0)
    #expect(try await store.counts() == [.running: 1])
  }

  @Test(arguments: StoreKind.allCases)
  func `a quarantine ends, and what was not to be done then may be tried again`(_ kind: StoreKind) async throws {
    var limits = JobStoreLimits()
    limits.crashCount = 1
    let bench = try Bench(kind, limits: limits)
    let store = try bench.store()
    let job = try await store.submit("a")
    let lease = try #require(try await store.take(by: .number(1)))
    _ = try await store.crash(lease, Crash(ending: "SIGSEGV", stack: ""))
    bench.time.pass(limits.quarantineSeconds - 1)
    #expect(try await store.submit("a").state == .quarantined)
    bench.time.pass(2)
    let again = try await store.submit("a")
    #expect(again.state == .queued && again.ticket != lease.ticket)
    #expect(try await store.state(of: job) == .quarantined)
  }

  @Test(arguments: StoreKind.allCases)
  func `numbers that are none do not cost a lease`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    let job = try await store.submit("a")
    let lease = try #require(try await store.take(by: .number(1)))
    try await store.renew(lease, progress: Progress(stage: "s", percent: .nan, tempo: .infinity))
    #expect(try await store.job(job.id)?.progress == Progress(stage: "s"))
  }

  @Test(arguments: StoreKind.allCases)
  func `what is finished is kept although whoever finished it is told to stop`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    let job = try await store.submit("a")
    let lease = try #require(try await store.take(by: .number(1)))
    let finishing = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      try await store.finish(lease, result: "r")
    }
    try await finishing.value
    #expect(try await store.job(job.id)?.result == "r")
  }

  @Test func `this process is there, and one of another start of the machine or another time is gone`() throws {
    let own = try #require(Runner(process: getpid()))
    func runner(bootID: String = own.bootID, space: String = own.space, ticks: UInt64 = own.startTicks) -> Runner {
      Runner(bootID: bootID, space: space, processID: own.processID, startTicks: ticks)
    }
    #expect(!own.isGone && runner(bootID: "another").isGone && runner(ticks: own.startTicks + 1).isGone)
    // In another container it cannot be seen: that is no proof.
    #expect(!runner(space: "another", ticks: 1).isGone)
    #expect(Runner(process: Int32.max) == nil)
    #expect(Runner(bootID: own.bootID, space: own.space, processID: Int32.max, startTicks: 1).isGone)
  }
}
