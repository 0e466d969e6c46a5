import FoundationEssentials
import Glibc
import Logging
import Processes
import SharedMemory
import Supervision
import Synchronization

/// One job as its controller has it: forks its supervisor, watches it, starts it again if it is lost, and shows the
/// output when it is whole.
///
/// It never waits, so one process can have many of them: whoever runs them waits for their descriptors and lets each
/// go on.
package final class JobRun {
  /// What happens on the way.
  package enum Update: Equatable, Sendable {
    case progress(JobProgress)
    case analysed(SongFacts)
    /// So many bytes at the start of the first output are there, if the request wants it followed. 0 takes back what was told
    /// before: they are written anew, and otherwise.
    case grown(byteCount: Int)
    /// An output besides the first is there, of so many bytes, if the request wants the first one followed; if the supervisor is lost, it is
    /// written again, and the same.
    case made(output: Int, byteCount: Int)
    /// All is done but the showing of the outputs, some of which may go where this is told.
    case complete
  }

  private let request: JobRequest
  private let roles: ProcessRoles
  private let inputs: JobInputs
  private let outputs: [OutputTarget]
  private let observe: (Update) -> Void
  private let beforeShowing: (JobSummary) throws(JobFailure) -> Void
  private let course: JobCourse
  private var attempt: Attempt?
  private var attemptNumber = 0
  private var isSongKnown = false
  private var fraction = 0.0

  /// - Parameters:
  ///   - outputs: One for each of the request's products.
  ///   - beforeShowing: What has to be done between the last byte of the outputs and their names; if it throws, they get none.
  package init(
    request: JobRequest, roles: ProcessRoles, inputs: consuming JobInputs, outputs: [OutputTarget],
    beforeShowing: @escaping (JobSummary) throws(JobFailure) -> Void = { _ in },
    observe: @escaping (Update) -> Void
  ) {
    precondition(outputs.count == request.products.count, "every product has its output")
    self.request = request
    self.roles = roles
    self.inputs = inputs
    self.outputs = outputs
    self.beforeShowing = beforeShowing
    self.observe = observe
    course = JobCourse(to: request.products)
  }

  /// What to wait for: readable when something has happened.
  package var descriptors: [Int32] {
    guard let attempt else { return [] }
    return [attempt.events.readEnd.number, attempt.supervisor.exitDescriptor.number]
  }

  /// What to wait for until it can be written to; `nil` if nothing is to be written.
  package var writableDescriptor: Int32? {
    guard let attempt else { return nil }
    return outputs.first?.awaiting?.destination(ofFirst: attempt.finalCount)
  }

  /// Forks the supervisor.
  package func start() throws(JobFailure) {
    for (index, output) in outputs.enumerated() {
      try naming(output: index) { () throws(JobFailure) in try output.reset() }
    }
    attempt = try Attempt(request: request, roles: roles, inputs: inputs, outputs: outputs)
    attemptNumber += 1
  }

  /// Takes in what has happened; to be called when a descriptor is ready, and ten times a second besides.
  ///
  /// - Returns: What became of the job; `nil` while it goes on.
  /// - Throws: Why the job has no result; neither a process nor a file is left of it.
  package func goOn() throws(JobFailure) -> JobSummary? {
    guard let attempt else { preconditionFailure("a job that was started and is not over") }
    do throws(JobFailure) {
      try takeIn(attempt)
    } catch {
      cut()
      throw error
    }
    guard attempt.hasEnded else { return nil }
    let ending = attempt.supervisor.ending()
    // Its workers end with it, and are this process's to see off.
    attempt.reapOrphans()
    attempt.incidents.look(at: attempt.board)
    self.attempt = nil
    switch attempt.outcome {
    case .finished(let summary):
      return summary
    case .failed(let failure):
      throw failure.with(stack: attempt.incidents.place(of: failure))
    case nil:
      let stage = attempt.board.value.jobStage
      attempt.incidents.noteLoss(of: attempt.supervisor.id, ending: ending.reason, on: attempt.board)
      try startAgain(after: ending.reason, stage: stage, stack: attempt.incidents.placeOfSupervisor)
      return nil
    }
  }

  /// Ends the job at once: all of its processes are gone afterwards.
  package func cut() {
    guard let attempt else { return }
    attempt.supervisor.send(signal: SIGKILL)
    _ = attempt.supervisor.ending()
    attempt.reapOrphans()
    self.attempt = nil
  }
}

extension JobRun {
  private func takeIn(_ attempt: Attempt) throws(JobFailure) {
    for event in attempt.receive() {
      switch event {
      case .analysed(let facts):
        // An attempt that was lost has told this already.
        if !isSongKnown { observe(.analysed(facts)) }
        isSongKnown = true
      case .final(let byteCount):
        attempt.finalCount = byteCount
        if request.isFollowed { observe(.grown(byteCount: byteCount)) }
      case .made(let output, let byteCount):
        if request.isFollowed { observe(.made(output: output, byteCount: byteCount)) }
      case .finished(let summary): attempt.outcome = .finished(summary)
      case .failed(let failure): attempt.outcome = .failed(failure)
      }
    }
    try outputs.first?.awaiting?.send(first: attempt.finalCount)
    attempt.incidents.look(at: attempt.board)
    if case .finished(let summary) = attempt.outcome, !attempt.isShown {
      attempt.isShown = true
      try show(summary)
    }
    guard attempt.outcome == nil else { return attempt.endIfLate() }
    attempt.endIfStuck()
    let elapsed = Double(MonotonicClock.nanoseconds() - attempt.start) / 1e9
    // A stage that is done again must not look like a step back.
    fraction = max(fraction, attempt.board.value.fractionDone(of: course))
    attempt.board.value.thousandths.store(UInt32(fraction * 1_000), ordering: .relaxed)
    observe(
      .progress(JobProgress(stage: attempt.board.value.jobStage, fraction: fraction, elapsedSeconds: elapsed)))
  }

  private func show(_ summary: JobSummary) throws(JobFailure) {
    // What was read may be neither what was there nor what is there now.
    if inputs.song.hasChanged { throw .inputChanged }
    // All that is left may be waiting for a reader; the memory goes with this process.
    if outputs.contains(where: \.isStream) { ProcessSetup.acceptSignals() }
    observe(.complete)
    try beforeShowing(summary)
    try OutputTarget.commit(outputs)
  }

  private func startAgain(after ending: ExitReason, stage: JobStage, stack: String?) throws(JobFailure) {
    // What came through a pipe is gone with the supervisor that read it.
    let attempts = inputs.isSeekable ? request.limits.supervisorAttempts : 1
    guard attemptNumber < attempts else {
      throw .supervisorLost(stage: stage, ending: ending.description, stack: stack)
    }
    roles.logger.warning("lost the supervisor (\(ending)) while \(stage.name); starting again")
    try start()
  }
}

/// One supervisor and what its controller shares with it.
private final class Attempt {
  enum Outcome {
    case finished(JobSummary)
    case failed(JobFailure)
  }

  let start = MonotonicClock.nanoseconds()
  let board: SharedValue<ProcessBoard>
  let events: Pipe
  let supervisor: ChildProcess
  let incidents: IncidentLog
  var outcome: Outcome?
  var finalCount = 0
  var isShown = false
  private var watch = SilenceWatch()
  private let logger: Logger
  private let limits: JobLimits
  private var lines = LineReader()
  private var lastLook = MonotonicClock.nanoseconds()
  private var listeningSince: UInt64 = 0
  private var isCondemned = false
  private var lastWord: UInt64?

  init(
    request: JobRequest, roles: ProcessRoles, inputs: borrowing JobInputs, outputs: [OutputTarget]
  ) throws(JobFailure) {
    logger = roles.logger
    limits = request.limits
    let board = try sharedMemory { () throws(SharedMemoryError) in
      try SharedValue(
        named: ProcessBoard.name, ProcessBoard(title: request.title, workerCount: request.crew.workerCount))
    }
    let events = try resources { () throws(SystemCallError) in try Pipe() }
    try resources { () throws(SystemCallError) in try events.readEnd.makeNonBlocking() }
    let descriptors = JobDescriptors(
      song: inputs.songSource, beats: inputs.beatsSource, samples: inputs.samples?.sources ?? [],
      outputs: outputs.map(\.descriptor), isFirstAwaited: outputs.first?.awaiting != nil, events: events.writeEnd.number
    )
    let lastWords = try resources { () throws(SystemCallError) in try LastWords() }
    StackRequest.prepare()
    supervisor = try resources { () throws(SystemCallError) in
      try ChildProcess.fork(named: "wub-supervisor") {
        lastWords.takeOver()
        closeDescriptors(except: descriptors.all + [roles.logDescriptor])
        roles.enter("supervisor")
        board.value.supervisor.stack.keepOwn()
        var job = JobSupervisor(request: request, descriptors: descriptors, board: board, roles: roles)
        return job.run()
      }
    }
    board.value.supervisor.enter(process: supervisor.id)
    self.board = board
    self.events = events
    incidents = IncidentLog(logger: roles.logger, lastWords: lastWords)
  }

  /// The events that have come.
  func receive() -> [JobEvent] {
    lines.read(from: events.readEnd).compactMap { line in
      let event = try? JSONDecoder().decode(JobEvent.self, from: Data(line))
      if event == nil { logger.error("the supervisor sent a line that makes no sense") }
      return event
    }
  }

  /// Whether the supervisor has ended, and all that it said was received.
  var hasEnded: Bool {
    // Its last words were written before it ended, so they are there once it has.
    !Poller.readable(among: [supervisor.exitDescriptor.number], timeoutMilliseconds: 0).isEmpty
      && (lines.hasFailed || Poller.readable(among: [events.readEnd.number], timeoutMilliseconds: 0).isEmpty)
  }

  /// Ends a supervisor that has said its last word and stays: it only has its memory to give back.
  func endIfLate() {
    let now = MonotonicClock.nanoseconds()
    if let lastWord, now - lastWord > 10_000_000_000 { supervisor.send(signal: SIGKILL) }
    lastWord = lastWord ?? now
  }

  /// Ends a supervisor that shows no life: it was stopped, or it hangs.
  func endIfStuck() {
    let now = MonotonicClock.nanoseconds()
    // This process was stopped itself, or busy elsewhere: nobody's silence until now counts.
    if now - lastLook > 1_000_000_000 { listeningSince = now }
    lastLook = now
    // Input may come through a pipe whenever its writer likes.
    if board.value.jobStage == .reading { listeningSince = now }
    let finding = supervisor.finding(
      &watch, row: board.value.supervisor, limits: limits.supervisorSilence, listeningSince: listeningSince, now: now)
    guard case .stuck(let kind, let silence, let stack) = finding, !isCondemned else { return }
    // One that waits inside of the kernel may take its time.
    isCondemned = true
    incidents.note(
      Incident(kind, process: supervisor.id, silenceNanoseconds: silence, stack: stack), on: board)
    supervisor.send(signal: SIGKILL)
  }

  func reapOrphans() {
    _ = Orphans.reapAll(timeoutSeconds: 1)
  }
}

/// Lines out of a non-blocking pipe.
private struct LineReader {
  private var pending: [UInt8] = []
  /// Whether what is left in the pipe cannot be had.
  private(set) var hasFailed = false

  /// The lines that are complete by now, without their ends.
  mutating func read(from pipe: borrowing Descriptor) -> [[UInt8]] {
    do throws(SystemCallError) {
      while let bytes = try pipe.readAvailable(), !bytes.isEmpty { pending += bytes }
    } catch {
      // Whoever writes to it ends sooner or later: that is seen elsewhere.
      hasFailed = true
    }
    var lines = pending.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    pending = lines.removeLast()
    return lines
  }
}
