import JobQueue
import Testing

/// What each store promises to those who want jobs.
struct JobStoreTests {
  @Test(arguments: StoreKind.allCases)
  func `a job that was accepted is there when the store is opened again`(_ kind: StoreKind) async throws {
    let bench = try Bench(kind)
    let job = try await bench.store().submit("a")
    #expect(job.state == .queued && job.position == 0 && job.title == "a" && job.submittedAt == bench.time.seconds)
    #expect(try await bench.store().job(job.id) == job)
    #expect(try await bench.store().job(JobID()) == nil)
  }

  @Test(arguments: StoreKind.allCases)
  func `jobs stand in the queue in the order in which they came`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    let jobs = [try await store.submit("a"), try await store.submit("b"), try await store.submit("c")]
    #expect(jobs.map(\.position) == [0, 1, 2])
    let lease = try await store.take(by: .number(1))
    #expect(lease?.work == .song("a") && lease?.attempt == 1)
    #expect(try await store.job(jobs[0].id)?.position == nil)
    #expect(try await store.job(jobs[2].id)?.position == 1)
    #expect(try await store.counts() == [.queued: 2, .running: 1])
  }

  @Test(arguments: StoreKind.allCases)
  func `the same work is done once for all who want it, also for those who come later`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    let (one, other) = (try await store.submit("a", by: "x"), try await store.submit("a", by: "y"))
    #expect(one.id != other.id)
    let lease = try #require(try await store.take(by: .number(1)))
    #expect(try await store.take(by: .number(2)) == nil)
    try await store.finish(lease, result: "the remix")
    #expect(try await store.job(one.id)?.result == "the remix")
    #expect(try await store.job(other.id)?.state == .done)
    let late = try await store.submit("a", by: "z")
    #expect(late.state == .done && late.result == "the remix")
    #expect(try await store.submit(.song("a", recipe: "chill"), client: "x", title: "").state == .queued)
  }

  @Test(arguments: StoreKind.allCases)
  func `what failed or was cancelled may be wanted again, and stays what it was for those who had it`(
    _ kind: StoreKind
  ) async throws {
    let store = try Bench(kind).store()
    let failed = try await store.submit("a")
    let lease = try #require(try await store.take(by: .number(1)))
    try await store.fail(lease, reason: "it is no song")
    #expect(try await store.job(failed.id)?.failure == "it is no song")
    let cancelled = try await store.submit("b")
    _ = try await store.cancel(cancelled.id)
    for name in ["a", "b"] { #expect(try await store.submit(name).state == .queued) }
    #expect(try await store.state(of: failed) == .failed)
    #expect(try await store.state(of: cancelled) == .cancelled)
  }

  @Test(arguments: StoreKind.allCases)
  func `a full queue takes no further work, but more who want what waits`(_ kind: StoreKind) async throws {
    var limits = JobStoreLimits()
    limits.waitingCount = 2
    let store = try Bench(kind, limits: limits).store()
    for name in ["a", "b"] { _ = try await store.submit(name) }
    await #expect(throws: JobStoreError.full(waitingCount: 2)) { try await store.submit("c") }
    #expect(try await store.submit("b").position == 1)
    _ = try await store.take(by: .number(1))
    #expect(try await store.submit("c").position == 1)
  }

  @Test(arguments: StoreKind.allCases)
  func `cancelling ends a work unless somebody else wants it`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    let (one, other) = (try await store.submit("a", by: "x"), try await store.submit("a", by: "y"))
    let lease = try #require(try await store.take(by: .number(1)))
    #expect(try await store.cancel(one.id)?.state == .cancelled)
    try await store.renew(lease, progress: Progress(stage: "rendering", percent: 50))
    #expect(try await store.state(of: other) == .running)
    let last = try #require(try await store.job(one.id))
    #expect(try await store.cancel(other.id)?.state == .cancelled)
    await #expect(throws: JobStoreError.leaseLost) { try await store.renew(lease, progress: Progress(percent: 60)) }
    try await store.giveBack(lease)
    #expect(try await store.counts() == [.cancelled: 1])
    // What happened afterwards is nothing to the one who had cancelled before.
    #expect(try await store.job(one.id) == last)
    #expect(try await store.cancel(JobID()) == nil)
  }

  @Test(arguments: StoreKind.allCases)
  func `a work that is cancelled and wanted again is not run by two`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    let first = try await store.submit("a")
    let lease = try #require(try await store.take(by: .number(1)))
    _ = try await store.remove(first.id)
    // Its runner does not know yet.
    #expect(try await store.removeUnwantedWorks() == [])
    let second = try await store.submit("a")
    #expect(try await store.take(by: .number(2)) == nil)
    try await store.renew(lease, progress: Progress(percent: 50))
    try await store.finish(lease, result: "r")
    #expect(try await store.job(second.id)?.result == "r")
    // The same, but the runner has heard of it, and ends the work.
    let third = try await store.submit("b")
    let other = try #require(try await store.take(by: .number(1)))
    _ = try await store.cancel(third.id)
    await #expect(throws: JobStoreError.leaseLost) { try await store.renew(other, progress: Progress()) }
    let fourth = try await store.submit("b")
    try await store.giveBack(other)
    #expect(try await store.state(of: fourth) == .queued)
    #expect(try await store.take(by: .number(2))?.attempt == 2)
  }

  @Test(arguments: StoreKind.allCases)
  func `what is over cannot be cancelled any more`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    let job = try await store.submit("a")
    try await store.finish(try #require(try await store.take(by: .number(1))), result: "r")
    #expect(try await store.cancel(job.id)?.state == .done)
  }

  @Test(arguments: StoreKind.allCases)
  func `two who remove the same job: one of them has removed it`(_ kind: StoreKind) async throws {
    let store = try Bench(kind).store()
    let job = try await store.submit("a")
    async let first = store.remove(job.id)
    async let second = store.remove(job.id)
    #expect(try await [first, second].sorted { $0 && !$1 } == [true, false])
    #expect(try await store.job(job.id) == nil)
    #expect(try await store.take(by: .number(1)) == nil)
    #expect(try await store.removeUnwantedWorks() == [job.ticket])
    #expect(try await store.tickets() == [])
  }

  @Test(arguments: StoreKind.allCases)
  func `jobs go when they have been over for long enough, and works when nobody wants them`(_ kind: StoreKind)
    async throws
  {
    let bench = try Bench(kind)
    let store = try bench.store()
    let old = try await store.submit("a")
    try await store.finish(try #require(try await store.take(by: .number(1))), result: "r")
    bench.time.pass(100)
    let fresh = try await store.submit("b")
    try await store.finish(try #require(try await store.take(by: .number(1))), result: "r")
    let waiting = try await store.submit("c")
    try await store.removeJobs(overBefore: bench.time.seconds - 50)
    #expect(try await store.job(old.id) == nil)
    #expect(try await store.state(of: fresh) == .done)
    #expect(try await store.state(of: waiting) == .queued)
    #expect(try await store.removeUnwantedWorks() == [old.ticket])
    #expect(try await store.tickets() == [fresh.ticket, waiting.ticket])
    #expect(try await store.removeUnwantedWorks() == [])
  }

  @Test(arguments: StoreKind.allCases)
  func `the submissions of a client are counted from a time on`(_ kind: StoreKind) async throws {
    let bench = try Bench(kind)
    let store = try bench.store()
    let start = bench.time.seconds
    for name in ["a", "b"] { _ = try await store.submit(name, by: "x") }
    bench.time.pass(60)
    _ = try await store.submit("c", by: "x")
    _ = try await store.submit("d", by: "y")
    #expect(try await store.submissionCount(of: "x", since: start) == 3)
    #expect(try await store.submissionCount(of: "x", since: start + 30) == 1)
    #expect(try await store.submissionCount(of: "z", since: start) == 0)
  }

  @Test func `a job's name is 32 hexadecimal digits, and nothing else is one`() {
    let id = JobID()
    #expect(JobID(id.description) == id && id.description.count == 32 && JobID() != id)
    for text in [
      "", "../../etc/passwd", String(repeating: "A", count: 32), id.description + "0",
      "é" + id.description.dropFirst(2),
    ] {
      #expect(JobID(text) == nil)
    }
  }
}
