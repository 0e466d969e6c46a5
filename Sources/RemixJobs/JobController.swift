import FoundationEssentials
import Glibc
import Logging
import Processes
import SharedMemory
import Supervision

/// Runs one job from this process: forks its supervisor, watches it, and shows the output when it is whole.
///
/// This process never reads a byte of audio, so nothing that an input does to a decoder can end it.
package struct JobController {
  /// What happens on the way.
  package enum Update: Equatable, Sendable {
    case progress(JobProgress)
    case analysed(SongFacts)
    /// All is done but the showing of the outputs, some of which may go where this is told.
    case complete
  }

  private let request: JobRequest
  private let roles: ProcessRoles

  package init(request: JobRequest, roles: ProcessRoles) {
    self.request = request
    self.roles = roles
  }

  /// Makes this process fit to be a controller; called once, before anything that could start a thread.
  package static func prepareProcess() {
    ProcessSetup.run()
  }

  /// Does the job, and leaves neither a process nor a file behind if it fails.
  ///
  /// - Parameter outputs: One for each of the request's products.
  package func run(
    inputs: borrowing JobInputs, outputs: [OutputTarget], observe: (Update) -> Void
  ) throws(JobFailure) -> JobSummary {
    precondition(outputs.count == request.products.count, "every product has its output")
    let signals = try resources { () throws(SystemCallError) in try SignalReader([SIGINT, SIGTERM, SIGHUP]) }
    // What came through a pipe is gone with the supervisor that read it.
    let attempts = inputs.isSeekable ? request.limits.supervisorAttempts : 1
    var isSongKnown = false
    let observeOnce = { (update: Update) in
      if case .analysed = update {
        if isSongKnown { return }
        isSongKnown = true
      }
      observe(update)
    }
    for attempt in 1...attempts {
      for (index, output) in outputs.enumerated() {
        try naming(output: index) { () throws(JobFailure) in try output.reset() }
      }
      let show = { () throws(JobFailure) in
        // All that is left may be waiting for a reader; the memory goes with this process.
        if outputs.contains(where: \.isStream) { ProcessSetup.acceptSignals() }
        observe(.complete)
        try OutputTarget.commit(outputs)
      }
      switch try attemptJob(inputs: inputs, outputs: outputs, signals: signals, observe: observeOnce, show: show) {
      case .finished(let summary):
        return summary
      case .failed(let failure):
        throw failure
      case .lost(let stage, let ending):
        if attempt == attempts { throw .supervisorLost(stage: stage, ending: ending.description) }
        roles.logger.warning("lost the supervisor (\(ending)) while \(stage.name); starting again")
      }
    }
    preconditionFailure("a job has at least one attempt")
  }
}

extension JobController {
  private enum Outcome {
    case finished(JobSummary)
    case failed(JobFailure)
    case lost(JobStage, ExitReason)
  }

  private func attemptJob(
    inputs: borrowing JobInputs, outputs: [OutputTarget], signals: borrowing SignalReader, observe: (Update) -> Void,
    show: () throws(JobFailure) -> Void
  ) throws(JobFailure) -> Outcome {
    let board = try sharedMemory { () throws(SharedMemoryError) in
      try SharedValue(named: "wubremix-board", ProcessBoard())
    }
    let events = try resources { () throws(SystemCallError) in try Pipe() }
    try resources { () throws(SystemCallError) in try events.readEnd.makeNonBlocking() }
    let start = MonotonicClock.nanoseconds()
    let descriptors = JobDescriptors(
      song: inputs.songSource, beats: inputs.beatsSource, samples: inputs.samples?.sources ?? [],
      outputs: outputs.map(\.descriptor), isFirstAwaited: outputs.first?.awaiting != nil, events: events.writeEnd.number
    )
    let supervisor = try resources { () throws(SystemCallError) in
      try ChildProcess.fork(named: "wub-supervisor") {
        closeDescriptors(except: descriptors.all + [roles.logDescriptor])
        roles.enter("supervisor")
        return JobSupervisor(request: request, descriptors: descriptors, board: board, roles: roles).run()
      }
    }
    return try watch(
      supervisor, board: board, events: events, awaiting: outputs.first?.awaiting, signals: signals, start: start,
      observe: observe, show: show)
  }

  private func watch(
    _ supervisor: borrowing ChildProcess, board: SharedValue<ProcessBoard>, events: borrowing Pipe,
    awaiting reader: StreamedOutput?, signals: borrowing SignalReader, start: UInt64, observe: (Update) -> Void,
    show: () throws(JobFailure) -> Void
  ) throws(JobFailure) -> Outcome {
    var lines = LineReader()
    var outcome: Outcome?
    var fraction = 0.0
    var finalCount = 0
    var isShown = false
    let course = JobCourse(to: request.products)
    while true {
      let ready = Poller.readable(
        among: [signals.descriptor.number, events.readEnd.number, supervisor.exitDescriptor.number],
        orWritable: reader?.destination(ofFirst: finalCount), timeoutMilliseconds: 100)
      if let signal = signals.next() {
        end(supervisor)
        throw .interrupted(signal: signal)
      }
      for line in lines.read(from: events.readEnd) {
        switch decode(line) {
        case .analysed(let facts): observe(.analysed(facts))
        case .final(let byteCount): finalCount = byteCount
        case .finished(let summary): outcome = .finished(summary)
        case .failed(let failure): outcome = .failed(failure)
        case nil: roles.logger.error("the supervisor sent a line that makes no sense")
        }
      }
      do throws(JobFailure) {
        try reader?.send(first: finalCount)
        if case .finished = outcome, !isShown {
          isShown = true
          try show()
        }
      } catch {
        end(supervisor)
        throw error
      }
      if outcome == nil {
        let elapsed = Double(MonotonicClock.nanoseconds() - start) / 1e9
        // A stage that is done again must not look like a step back.
        fraction = max(fraction, board.value.fractionDone(of: course))
        observe(
          .progress(JobProgress(stage: board.value.jobStage, fraction: fraction, elapsedSeconds: elapsed)))
      }
      // Its last words were written before it ended, so they are read above once it has.
      if ready.contains(2), Poller.readable(among: [events.readEnd.number], timeoutMilliseconds: 0).isEmpty {
        let ending = supervisor.ending()
        _ = Orphans.reapAll(timeoutSeconds: 1)
        return outcome ?? .lost(board.value.jobStage, ending.reason)
      }
    }
  }

  private func end(_ supervisor: borrowing ChildProcess) {
    supervisor.send(signal: SIGKILL)
    _ = supervisor.ending()
    _ = Orphans.reapAll(timeoutSeconds: 1)
  }

  private func decode(_ line: [UInt8]) -> JobEvent? {
    // A line that cannot be decoded is reported by the caller.
    try? JSONDecoder().decode(JobEvent.self, from: Data(line))
  }
}

/// Lines out of a non-blocking pipe.
private struct LineReader {
  private var pending: [UInt8] = []

  /// The lines that are complete by now, without their ends.
  mutating func read(from pipe: borrowing Descriptor) -> [[UInt8]] {
    // An error here means that the writer is gone: its exit is seen elsewhere.
    while let bytes = try? pipe.readAvailable(), !bytes.isEmpty { pending += bytes }
    var lines = pending.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    pending = lines.removeLast()
    return lines
  }
}
