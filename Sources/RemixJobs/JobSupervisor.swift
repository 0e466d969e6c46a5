import AnalysisFiles
import Audio
import BeatTracking
import FoundationEssentials
import Glibc
import Logging
import Processes
import Remixing
import Sandboxing
import SharedMemory
import Supervision
import Synchronization

/// The descriptors that a supervisor works with, opened by its controller.
struct JobDescriptors {
  let song: InputSource
  let beats: InputSource?
  let samples: [SampleSource]
  /// One for each of the request's products.
  let outputs: [Int32]
  /// Whether somebody waits for the first of them, and takes what is there of it.
  let isFirstAwaited: Bool
  /// The write end of the pipe to the controller.
  let events: Int32

  var all: [Int32] {
    [song.descriptor, events] + outputs + samples.map(\.descriptor) + [beats?.descriptor].compactMap(\.self)
  }
}

/// One job, in a process of its own: decodes, hands out the work, puts the output together.
struct JobSupervisor {
  private(set) var request: JobRequest
  let descriptors: JobDescriptors
  let board: SharedValue<ProcessBoard>
  let roles: ProcessRoles

  /// Does the job and tells the controller how it ended; returns the exit status.
  mutating func run() -> Int32 {
    do throws(JobFailure) {
      try prepare()
      try job()
      return 0
    } catch {
      send(.failed(error))
      return 1
    }
  }

  /// Opens what cannot be opened later, and gives up what the work does not need.
  private mutating func prepare() throws(JobFailure) {
    request.limits.spillSpace = SpillSpace(in: request.limits.temporaryFolder)
    MemoryLimit.prepare()
    do throws(SystemCallError) {
      let level = try Sandbox.enter(request.limits.sandbox, limits: request.limits.sandboxLimits)
      board.value.sandbox.store(level.rawValue, ordering: .releasing)
    } catch {
      throw .sandboxUnavailable(reason: "\(error)")
    }
  }

  private func job() throws(JobFailure) {
    let start = MonotonicClock.nanoseconds()
    var crew = WorkCrew(request: request, board: board, roles: roles)
    board.value.enter(.reading, steps: 0)
    let input = try descriptors.song.seekable(limitBytes: request.limits.inputBytes)
    var beats: GivenBeats?
    if let source = descriptors.beats { beats = try GivenBeats(source) }
    let material = try RemixMaterial(request, descriptors: descriptors, song: input.number, board: board)
    // Some seconds more than allowed, so that a song that is too long is seen to be.
    let capacity = request.limits.longestSong + 10 * WorkingFormat.sampleRate
    let source = try sharedMemory { () throws(SharedMemoryError) in
      try SharedStereo(
        named: "wubremix-source", capacity: capacity, placement: request.limits.placement(ofSamples: capacity))
    }
    let listening = ListeningStage(
      source: source, limits: request.limits, hints: request.hints, beats: beats?.file, board: board)
    let heard = try listening.run(input: input.number, crew: &crew)
    let facts = SongFacts(
      durationSeconds: heard.analysis.durationSeconds, beatsPerMinute: heard.analysis.beatsPerMinute,
      key: heard.analysis.key.description, warnings: heard.warnings + material.samples.warnings)
    send(.analysed(facts))
    var maker = ProductMaker(
      request: request, heard: heard, material: material, beats: beats?.text, source: source, input: input.number,
      board: board)
    let outputSeconds = try maker.makeAll(
      descriptors.outputs, follower: follower, crew: &crew,
      made: { output in send(.made(output: output, byteCount: byteCount(of: output))) })
    let usage = crew.totalUsage()
    let summary = JobSummary(
      song: facts, outputSeconds: outputSeconds,
      outputBytes: descriptors.outputs.indices.reduce(0) { $0 + byteCount(of: $1) },
      remixChecksum: maker.remixChecksum, warnings: maker.warnings,
      workerCPUSeconds: usage.cpuSecondsByWorker,
      supervisorCPUSeconds: Double(MonotonicClock.processCPUNanoseconds()) / 1e9,
      workerRestarts: usage.restarts,
      elapsedSeconds: Double(MonotonicClock.nanoseconds() - start) / 1e9)
    // The controller shows the outputs while this process gives back its memory.
    withExtendedLifetime((maker, source)) { send(.finished(summary)) }
  }

  /// Whoever waits for the first output, or listens to it while it is written.
  private var follower: OutputFollower? {
    guard descriptors.isFirstAwaited || request.isFollowed else { return nil }
    return OutputFollower(isForGood: descriptors.isFirstAwaited) { send(.final(byteCount: $0)) }
  }

  private func byteCount(of output: Int) -> Int { Int(lseek(descriptors.outputs[output], 0, SEEK_END)) }

  private func send(_ event: JobEvent) {
    guard let line = try? JSONEncoder().encode(event) else {
      preconditionFailure("an event of finite numbers is always JSON")
    }
    // Without a reader the controller is gone, and so is this process in a moment.
    try? writeAll(Array(line) + [UInt8(ascii: "\n")], to: descriptors.events)
  }
}
