import BeatTracking
import FoundationEssentials
import Glibc
import Logging
import Processes
import Remixing
import SharedMemory
import Supervision

/// The descriptors that a supervisor works with, opened by its controller.
struct JobDescriptors {
  let input: Int32
  let isInputSeekable: Bool
  let output: Int32
  /// The write end of the pipe to the controller.
  let events: Int32

  var all: [Int32] { [input, output, events] }
}

/// One job, in a process of its own: decodes, hands out the work, puts the output together.
struct JobSupervisor {
  let request: JobRequest
  let descriptors: JobDescriptors
  let board: SharedValue<ProcessBoard>
  let roles: ProcessRoles

  /// Does the job and tells the controller how it ended; returns the exit status.
  func run() -> Int32 {
    do throws(JobFailure) {
      send(.finished(try job()))
      return 0
    } catch {
      send(.failed(error))
      return 1
    }
  }

  private func job() throws(JobFailure) -> JobSummary {
    let start = MonotonicClock.nanoseconds()
    var crew = WorkCrew(request: request, board: board, roles: roles)
    let input = try seekableInput()
    let workspace = try Workspace.make(limits: request.limits)
    let listening = ListeningStage(
      workspace: workspace, limits: request.limits, hints: request.hints, board: board)
    let (analysis, warnings) = try listening.run(input: input.number, crew: &crew)
    let facts = SongFacts(
      durationSeconds: analysis.durationSeconds, beatsPerMinute: analysis.beatsPerMinute,
      key: analysis.key.description, warnings: warnings)
    send(.analysed(facts))
    var outputSeconds: Double?
    switch request.product {
    case .analysis:
      try write(AnalysisReport(analysis))
    case .plan:
      board.value.enter(.planning, steps: 0)
      try write(text: RemixPlan(analysis: analysis, options: request.remix).description + "\n")
    case .remix(let settings):
      let remix = RemixStages(
        workspace: workspace, analysis: analysis, options: request.remix, settings: settings,
        fallbackTitle: request.fallbackTitle, board: board)
      outputSeconds = try remix.run(tagsFrom: input.number, output: descriptors.output, crew: &crew)
    }
    return JobSummary(
      song: facts, outputSeconds: outputSeconds, outputBytes: Int(lseek(descriptors.output, 0, SEEK_END)),
      workerCPUSeconds: crew.usage.cpuSecondsByWorker,
      supervisorCPUSeconds: Double(MonotonicClock.processCPUNanoseconds()) / 1e9,
      workerRestarts: crew.usage.restarts,
      elapsedSeconds: Double(MonotonicClock.nanoseconds() - start) / 1e9)
  }

  private func seekableInput() throws(JobFailure) -> Descriptor {
    board.value.enter(.reading, steps: 0)
    guard descriptors.isInputSeekable else {
      return try spool(descriptors.input, limitBytes: request.limits.inputBytes)
    }
    let input = try resources { () throws(SystemCallError) in try FileSystem.duplicate(descriptors.input) }
    let size = try resources { () throws(SystemCallError) in try FileSystem.status(of: input.number).byteCount }
    if size > request.limits.inputBytes { throw .inputTooBig(limitBytes: request.limits.inputBytes) }
    return input
  }

  private func write(_ report: AnalysisReport) throws(JobFailure) {
    do {
      try write(bytes: report.json())
    } catch let failure as JobFailure {
      throw failure
    } catch {
      preconditionFailure("a report of finite numbers is always JSON: \(error)")
    }
  }

  private func write(text: String) throws(JobFailure) {
    try write(bytes: Array(text.utf8))
  }

  private func write(bytes: [UInt8]) throws(JobFailure) {
    do throws(SystemCallError) {
      try writeAll(bytes, to: descriptors.output)
    } catch {
      throw .outputWriteFailed(reason: "\(error.errno)")
    }
  }

  private func send(_ event: JobEvent) {
    guard let line = try? JSONEncoder().encode(event) else {
      preconditionFailure("an event of finite numbers is always JSON")
    }
    // Without a reader the controller is gone, and so is this process in a moment.
    try? writeAll(Array(line) + [UInt8(ascii: "\n")], to: descriptors.events)
  }
}
