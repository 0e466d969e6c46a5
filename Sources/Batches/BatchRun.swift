import Glibc
import Logging
package import Processes
package import RemixJobs
import SystemPackage

/// Remixes many songs from this process, several at once, each with a supervisor and workers of its own.
///
/// A song that fails leaves the others untouched. Whoever kills this process can have the batch go on where it was: the
/// journal knows what is done.
package final class BatchRun {
  /// How the songs share the machine, and what happens when something is in the way.
  package struct Settings: Equatable, Sendable {
    /// Workers that all songs together have.
    package var workerCount = 1
    package var policy = OverwritePolicy.refuse
    /// Attempts beyond the first for what may go better another time.
    package var retries = 1
    /// How long a batch that was asked to end waits for the songs in work.
    package var drainSeconds = 60.0

    package init() {}
  }

  /// What happens on the way.
  package enum Update {
    case started(BatchItem)
    case ended(BatchRecord)
    case retried(BatchItem, reason: String)
    case draining
    /// Ten times a second.
    case progress(BatchProgress)
  }

  /// What the batch needs of its caller.
  package struct Behaviour {
    /// The job for a song, but for its workers.
    package var request: (BatchItem) -> JobRequest
    /// The recordings that take the place of instruments, opened anew for each song.
    package var samples: () throws(JobFailure) -> SampleFolder?
    /// A failure in words, and the exit status that it stands for.
    package var describe: (JobFailure, BatchItem) -> (message: String, status: Int32)
    package var observe: (Update) -> Void

    package init(
      request: @escaping (BatchItem) -> JobRequest, samples: @escaping () throws(JobFailure) -> SampleFolder?,
      describe: @escaping (JobFailure, BatchItem) -> (message: String, status: Int32),
      observe: @escaping (Update) -> Void
    ) {
      self.request = request
      self.samples = samples
      self.describe = describe
      self.observe = observe
    }
  }

  /// Why a batch ended before its songs were done.
  package enum Interruption: Equatable, Sendable {
    case signal(Int32)
    case journal(SystemCallError)
    /// The machine has had too little for a single job for too long; in words.
    case noResources(String)
  }

  private let items: [BatchItem]
  private let settings: Settings
  private let behaviour: Behaviour
  private let journal: Journal
  private let earlier: [String: BatchRecord]
  private let roles: ProcessRoles
  private var records: [BatchRecord]
  private var queue: [Int]
  private var running: [RunningSong] = []
  private var folders: MadeFolders
  private var journalFailure: SystemCallError?
  private var drainDeadline: UInt64?
  private var shortage = Shortage()
  private var shortageWords: String?
  private let start = MonotonicClock.nanoseconds()
  /// Bytes of songs that were not remixed by this run, which say nothing of its speed.
  private var idleBytes = 0

  private final class RunningSong {
    let index: Int
    let run: JobRun
    let start: UInt64
    var fraction = 0.0
    var stage = JobStage.reading

    init(index: Int, run: JobRun, start: UInt64) {
      self.index = index
      self.run = run
      self.start = start
    }
  }

  /// The machine has too little for one more song: wait, longer each time.
  private struct Shortage {
    var failures = 0
    var retryAt: UInt64 = 0

    /// With pauses of 0.1, 0.2 … 5 s, that is patience for half a minute.
    static let patience = 12

    mutating func note(now: UInt64) {
      failures += 1
      retryAt = now + min(100_000_000 << UInt64(min(failures - 1, 16)), 5_000_000_000)
    }
  }

  /// - Parameters:
  ///   - earlier: What the journal knows, by inputs.
  package init(
    items: [BatchItem], settings: Settings, journal: Journal, earlier: [String: BatchRecord], roles: ProcessRoles,
    behaviour: Behaviour
  ) {
    self.items = items
    self.settings = settings
    self.journal = journal
    self.earlier = earlier
    self.roles = roles
    self.behaviour = behaviour
    records = items.map {
      BatchRecord(
        input: LosslessText.string(from: $0.song.path), output: LosslessText.string(from: $0.output), status: .pending)
    }
    queue = Array(items.indices)
    folders = MadeFolders()
  }

  /// Remixes all songs.
  ///
  /// - Returns: What became of each, and why it ended early, if it did.
  package func run() throws(SystemCallError) -> (records: [BatchRecord], interruption: Interruption?) {
    let signals = try SignalReader([SIGINT, SIGTERM, SIGHUP])
    var interruption: Interruption?
    // First, so that the songs that are left share all workers.
    queue = queue.filter { index in
      guard let known = settledRecord(of: index) else { return true }
      settle(index, known)
      return false
    }
    while interruption == nil {
      startSongs()
      let hasToEnd = drainDeadline != nil || journalFailure != nil || shortageWords != nil
      if running.isEmpty && (queue.isEmpty || hasToEnd) { break }
      let descriptors = [signals.descriptor.number] + running.flatMap(\.run.descriptors)
      _ = Poller.readable(among: descriptors, timeoutMilliseconds: 100)
      while let signal = signals.next() {
        if signal == SIGTERM, drainDeadline == nil {
          drainDeadline = MonotonicClock.nanoseconds() + UInt64(settings.drainSeconds * 1e9)
          behaviour.observe(.draining)
        } else {
          interruption = .signal(signal)
        }
      }
      if let drainDeadline, MonotonicClock.nanoseconds() >= drainDeadline { interruption = .signal(SIGTERM) }
      if interruption == nil { goOn() }
      if let journalFailure { interruption = .journal(journalFailure) }
    }
    for song in running { song.run.cut() }
    running = []
    folders.removeEmptyOnes()
    if interruption == nil, let journalFailure { interruption = .journal(journalFailure) }
    if interruption == nil, let shortageWords { interruption = .noResources(shortageWords) }
    if interruption == nil, drainDeadline != nil { interruption = .signal(SIGTERM) }
    return (records, interruption)
  }
}

extension BatchRun {
  /// Lets each song go on that something has happened to.
  private func goOn() {
    var left: [RunningSong] = []
    for song in running {
      do throws(JobFailure) {
        if let summary = try song.run.goOn() {
          finish(song, summary)
        } else {
          left.append(song)
        }
      } catch {
        if case .resultUnrecorded = error {
          // The batch ends, and this song is as if it had not been begun.
          records[song.index].withdrawRemix()
        } else if !waitForMore(song.index, error, othersRun: running.count > 1) {
          fail(song.index, error, since: song.start)
        }
      }
    }
    running = left
    behaviour.observe(.progress(progress))
  }

  private func startSongs() {
    while drainDeadline == nil, journalFailure == nil, shortageWords == nil, let index = queue.first, hasRoom {
      queue.removeFirst()
      if let known = settledRecord(of: index) {
        settle(index, known)
        continue
      }
      let now = MonotonicClock.nanoseconds()
      records[index].attempts += 1
      do throws(JobFailure) {
        let run = try startJob(index)
        running.append(RunningSong(index: index, run: run, start: now))
        if records[index].attempts == 1 { behaviour.observe(.started(items[index])) }
      } catch {
        if waitForMore(index, error, othersRun: !running.isEmpty) { return }
        fail(index, error, since: now)
      }
    }
  }

  /// Puts a song back whose job the machine had too little for: its turn comes when there is more.
  ///
  /// If nothing else runs, and patience is over, the batch ends: what is left would fare no better.
  ///
  /// - Returns: Whether it is put back; `false` for another failure.
  private func waitForMore(_ index: Int, _ failure: JobFailure, othersRun: Bool) -> Bool {
    guard case .noResources = failure else { return false }
    shortage.note(now: MonotonicClock.nanoseconds())
    records[index].attempts -= 1
    queue.insert(index, at: 0)
    if !othersRun, shortage.failures > Shortage.patience {
      shortageWords = behaviour.describe(failure, items[index]).message
    }
    return true
  }

  /// Whether one more song can be begun now.
  private var hasRoom: Bool {
    running.count < settings.workerCount && MonotonicClock.nanoseconds() >= shortage.retryAt
  }

  /// What needs no work: done by an earlier run, impossible, or there already.
  private func settledRecord(of index: Int) -> BatchRecord? {
    let item = items[index]
    var record = records[index]
    if let clash = item.clash {
      record.status = .failed
      record.reason = clash
      return record
    }
    if let known = earlier[record.input], known.status == .done, known.output == record.output,
      let output = FileStamp(path: item.output), output.byteCount == known.outputBytes,
      output.changeTime == known.outputChangeTime,
      let input = FileStamp(path: item.song.path), input.byteCount == known.inputBytes,
      input.changeTime == known.inputChangeTime
    {
      return known
    }
    if settings.policy == .refuse, FileSystem.kind(of: item.output) != nil {
      record.status = .skipped
      record.reason = "the output exists"
      return record
    }
    return nil
  }

  private func startJob(_ index: Int) throws(JobFailure) -> JobRun {
    let item = items[index]
    // What is no file, such as a pipe, could keep this process waiting for ever.
    guard FileSystem.kind(of: FileSystem.resolved(item.song.path)) != .stream else {
      throw .inputUnavailable(reason: "it is no file")
    }
    let song = try InputFile(path: item.song.path)
    var request = behaviour.request(item)
    // The last songs share what the others have left.
    let share = max(1, min(settings.workerCount, running.count + 1 + queue.count))
    request.crew.workerCount = max(1, settings.workerCount / share)
    try folders.make(item.output.removingLastComponent())
    let target = try OutputTarget(path: item.output, policy: settings.policy)
    let stamp = FileStamp(descriptor: song.descriptor.number)
    let inputs = JobInputs(song: song, samples: try behaviour.samples())
    let run = JobRun(
      request: request, roles: roles, inputs: inputs, outputs: [target],
      beforeShowing: { [weak self] summary throws(JobFailure) in
        try self?.note(summary, of: index, stamp: stamp, output: target.descriptor)
      },
      observe: { [weak self] update in self?.take(update, of: index) })
    try run.start()
    return run
  }

  private func take(_ update: JobRun.Update, of index: Int) {
    guard case .progress(let progress) = update, let song = running.first(where: { $0.index == index }) else { return }
    song.fraction = progress.fraction
    song.stage = progress.stage
  }

  /// Notes that a song is done, before its remix is there: a journal that knew less than the folder would have it made
  /// again.
  private func note(
    _ summary: JobSummary, of index: Int, stamp: FileStamp?, output: Int32
  ) throws(JobFailure) {
    records[index].add(summary)
    records[index].inputBytes = stamp?.byteCount
    records[index].inputChangeTime = stamp?.changeTime
    records[index].outputChangeTime = FileStamp(descriptor: output)?.changeTime
    var record = records[index]
    record.status = .done
    write(record)
    if let journalFailure { throw .resultUnrecorded(reason: journalFailure.description) }
  }

  private func finish(_ song: RunningSong, _ summary: JobSummary) {
    records[song.index].elapsedSeconds = seconds(since: song.start)
    records[song.index].status = .done
    shortage = Shortage()
    behaviour.observe(.ended(records[song.index]))
  }

  private func fail(_ index: Int, _ failure: JobFailure, since start: UInt64) {
    let (message, status) = behaviour.describe(failure, items[index])
    if failure.mayPass, records[index].attempts <= settings.retries, drainDeadline == nil {
      queue.append(index)
      behaviour.observe(.retried(items[index], reason: message))
      return
    }
    records[index].elapsedSeconds = seconds(since: start)
    records[index].status = .failed
    records[index].withdrawRemix()
    records[index].reason = message
    records[index].exitStatus = status
    write(records[index])
    behaviour.observe(.ended(records[index]))
  }

  private func settle(_ index: Int, _ record: BatchRecord) {
    records[index] = record
    idleBytes += items[index].song.byteCount
    behaviour.observe(.ended(record))
  }

  private func write(_ record: BatchRecord) {
    do throws(SystemCallError) {
      try journal.add(record)
    } catch {
      journalFailure = error
    }
  }

  private func seconds(since then: UInt64) -> Double {
    (Double(MonotonicClock.nanoseconds() - then) / 1e9 * 1_000).rounded() / 1_000
  }

  private var progress: BatchProgress {
    BatchProgress(
      songs: running.map { song in
        BatchProgress.Song(item: items[song.index], stage: song.stage, fraction: song.fraction)
      },
      totalCount: items.count, endedCount: records.count { $0.status != .pending },
      failedCount: records.count { $0.status == .failed },
      endedBytes: zip(items, records).reduce(0) { $0 + ($1.1.status == .pending ? 0 : $1.0.song.byteCount) },
      totalBytes: items.reduce(0) { $0 + $1.song.byteCount }, idleBytes: idleBytes,
      elapsedSeconds: seconds(since: start))
  }
}

/// Folders that a batch has made for its outputs.
private struct MadeFolders {
  private var made: [FilePath] = []

  /// Makes `folder` and those it lies in, where they are missing.
  mutating func make(_ folder: FilePath) throws(JobFailure) {
    guard !folder.isEmpty, FileSystem.kind(of: FileSystem.resolved(folder)) == nil else { return }
    try make(folder.removingLastComponent())
    do throws(SystemCallError) {
      try FileSystem.createFolder(folder)
      made.append(folder)
    } catch {
      if error.errno != .fileExists { throw .outputUnavailable(reason: "\(error.errno)") }
    }
  }

  /// Removes those in which nothing was put.
  mutating func removeEmptyOnes() {
    for folder in made.reversed() { FileSystem.removeEmptyFolder(folder) }
    made = []
  }
}
