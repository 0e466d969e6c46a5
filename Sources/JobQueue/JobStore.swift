/// Keeps jobs so that none is lost and none runs twice at once, whatever dies.
///
/// What a call has told is on disk when it returns. Every store passes the tests in `JobStoreTests`.
package protocol JobStore: Sendable {
  /// Accepts a job, last in the queue; if its work is known already, it takes part in that, be it waiting, running, done, or quarantined
  /// a short while ago.
  ///
  /// - Throws: `full` if too many works wait, and this would be one more.
  func submit(_ work: Work, client: String, title: String) async throws(JobStoreError) -> Job

  /// `nil` if there is no such job, or no more.
  func job(_ id: JobID) async throws(JobStoreError) -> Job?

  /// How many jobs of `client` were submitted from `time` on, in seconds since 1970.
  func submissionCount(of client: String, since time: Double) async throws(JobStoreError) -> Int

  /// Works in each state.
  func counts() async throws(JobStoreError) -> [JobState: Int]

  /// Takes the work that has waited longest.
  ///
  /// - Returns: `nil` if none waits.
  func take(by runner: Runner) async throws(JobStoreError) -> Lease?

  /// Says that the work goes on, and keeps it for another while.
  ///
  /// - Throws: `leaseLost` if the work is another's by now, or nobody wants it any more: then it must be ended and given back.
  func renew(_ lease: Lease, progress: Progress) async throws(JobStoreError)

  /// The work is done.
  func finish(_ lease: Lease, result: String) async throws(JobStoreError)

  /// The work cannot be done, however often it is tried.
  func fail(_ lease: Lease, reason: String) async throws(JobStoreError)

  /// The work ended its processes: it is queued again, or quarantined if that was once too often.
  func crash(_ lease: Lease, _ crash: Crash) async throws(JobStoreError) -> JobState

  /// The work was ended before it was finished, through no fault of its own: it goes back to where it was in the queue, or is cancelled if
  /// nobody wants it any more.
  func giveBack(_ lease: Lease) async throws(JobStoreError)

  /// Queues works again whose runners are gone: those of an earlier start of this machine, those of which `isGone` says so, and those that
  /// have not renewed their lease in time.
  ///
  /// - Parameters:
  ///   - living: Who is known to be alive, however old its leases are.
  ///   - isGone: Whether somebody else is known to be not.
  /// - Returns: How many there were.
  func reclaim(except living: Runner?, isGone: @Sendable (Runner) async -> Bool) async throws(JobStoreError) -> Int

  /// Cancels a job that is not over. Its work is given up if nobody else wants it; if it is running, as soon as its runner hears of that.
  ///
  /// - Returns: The job as it is now; `nil` if there is none.
  func cancel(_ id: JobID) async throws(JobStoreError) -> Job?

  /// Forgets a job, as `cancel` before if it is not over.
  ///
  /// - Returns: Whether it was there.
  func remove(_ id: JobID) async throws(JobStoreError) -> Bool

  /// Forgets jobs that were over before `time`, in seconds since 1970.
  func removeJobs(overBefore time: Double) async throws(JobStoreError)

  /// Forgets works that no job wants any more, and are not running.
  ///
  /// - Returns: Their tickets, whose files may go.
  func removeUnwantedWorks() async throws(JobStoreError) -> [Int]

  /// The leases that `runner` holds.
  func leases(of runner: Runner) async throws(JobStoreError) -> [Lease]

  /// Works that came to an end since `time`, in seconds since 1970, latest first.
  func endings(since time: Double) async throws(JobStoreError) -> [WorkEnding]

  /// The songs of all works.
  func songs() async throws(JobStoreError) -> Set<String>

  /// The tickets of all works: files of others were left behind by somebody who was killed.
  func tickets() async throws(JobStoreError) -> Set<Int>
}

extension JobStore {
  /// As `reclaim(except:isGone:)`, of everybody.
  package func reclaim(isGone: @Sendable (Runner) async -> Bool) async throws(JobStoreError) -> Int {
    try await reclaim(except: nil, isGone: isGone)
  }
}

/// Why a store refuses.
package enum JobStoreError: Error, Equatable, Sendable {
  /// So many works wait already.
  case full(waitingCount: Int)
  /// The work is no longer this runner's.
  case leaseLost
  /// The store itself failed, as with a full disk: nothing was changed.
  case unavailable(reason: String)
}

/// How much a store takes, and how patient it is.
package struct JobStoreLimits: Sendable {
  /// Works that may wait.
  package var waitingCount = 100
  /// How long a lease lasts if it is not renewed, in seconds.
  package var leaseSeconds = 30.0
  /// After so many crashes a work is quarantined.
  package var crashCount = 3
  /// How long a quarantine lasts: then the work may be wanted again, perhaps by a program that can do it.
  package var quarantineSeconds = 86_400.0
  /// After so many lost runners, too: what ends its runner each time would do so for ever.
  package var lossCount = 20

  package init() {}
}
