import ArgumentParser
import Glibc
import Processes
import RemixJobs
import Sandboxing
import Supervision
import SystemPackage

/// Options that every command has which runs a job.
struct JobOptions: ParsableArguments {
  @Option(
    name: [.short, .customLong("jobs")], parsing: .unconditional,
    help: ArgumentHelp("How many workers share the job.", discussion: "Default: one for each core.", valueName: "n"))
  var jobs: Int?

  @Option(help: "How tasks reach the workers: shm or pipe. The result is the same.")
  var transport: TransportArgument = .shm

  @Option(parsing: .unconditional, help: ArgumentHelp("Refuse longer songs.", valueName: "minutes"))
  var maxMinutes = JobLimits().decodedMinutes

  @Option(parsing: .unconditional, help: ArgumentHelp("Refuse larger inputs.", valueName: "bytes"))
  var maxBytes = JobLimits().inputBytes

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep no more of the sound in memory.",
      discussion: """
        The rest of a long song is in a temporary file (in TMPDIR, or else \
        /var/tmp). Default: \(JobLimits.usualSoundBytes >> 20), or more if there can be no such file.
        """,
      valueName: "MB"))
  var maxMemory: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Allow a worker so much memory besides the sound (default: \(JobLimits().workerBytes >> 20)).", valueName: "MB"))
  var maxWorkerMemory: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Replace a worker that is silent for longer, whatever it waits for.",
      discussion: "One that is blocked, stopped or in an endless loop is replaced after 2 seconds.",
      valueName: "seconds"))
  var maxChunkSeconds = JobLimits().chunkSeconds

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Let SIGTERM wait so long for what is in work (default: 0, for a batch 60).",
      discussion: "SIGTERM again, or an interrupt, ends it at once.", valueName: "seconds"))
  var drainSeconds: Double?

  @Option(
    help: ArgumentHelp(
      "What the processes that read the song give up first: files, network, other programs.",
      discussion: "auto: what the kernel knows; strict: all, or nothing is done; off.", valueName: "auto|strict|off"))
  var sandbox: Sandbox.Mode = .auto

  @Option(
    help: ArgumentHelp(
      "Let something go wrong, to test this program itself: \(InjectedFault.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "fault"))
  var inject: InjectedFault?

  @Option(help: "How progress is told on standard error: auto, bar, plain, json or none.")
  var progress: ProgressStyle = .auto

  @Flag(name: [.short, .long], help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup(title: "Logging")
  var log: LogOptions

  mutating func validate() throws {
    if let jobs, !(1...ProcessLimits.workers).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to \(ProcessLimits.workers), not \(jobs).")
    }
    guard maxMinutes > 0, maxMinutes <= 2_880 else {
      throw ValidationError("--max-minutes must be above 0 and at most 2880 (two days), not \(maxMinutes).")
    }
    guard maxChunkSeconds >= 1, maxChunkSeconds <= 3_600 else {
      throw ValidationError("--max-chunk-seconds must be from 1 to 3600, not \(maxChunkSeconds).")
    }
    if let maxMemory, !(1...1 << 24).contains(maxMemory) {
      throw ValidationError("--max-memory must be from 1 to \(1 << 24) (MB), not \(maxMemory).")
    }
    if let maxWorkerMemory, !(1...1 << 24).contains(maxWorkerMemory) {
      throw ValidationError("--max-worker-memory must be from 1 to \(1 << 24) (MB), not \(maxWorkerMemory).")
    }
    if let drainSeconds, !(0...86_400).contains(drainSeconds) {
      throw ValidationError("--drain-seconds must be from 0 to 86400, not \(drainSeconds).")
    }
    guard maxBytes > 0 else { throw ValidationError("--max-bytes must be above 0, not \(maxBytes).") }
  }

  /// `request` with these options.
  func apply(to request: inout JobRequest) {
    request.crew.workerCount = jobs ?? min(ProcessLimits.workers, Processor.availableCores)
    request.crew.transport = transport.transport
    request.limits.decodedMinutes = maxMinutes
    request.limits.inputBytes = maxBytes
    request.fault = inject
    request.limits.sandbox = sandbox
    request.limits.soundBytes = maxMemory.map { $0 << 20 }
    if let folder = unsafe getenv("TMPDIR").map({ unsafe FilePath(platformString: $0) }), !folder.isEmpty {
      request.limits.temporaryFolder = folder
    }
    request.limits.chunkSeconds = maxChunkSeconds
    if let maxWorkerMemory { request.limits.workerBytes = maxWorkerMemory << 20 }
  }
}

extension Sandbox.Mode: ExpressibleByArgument {}

extension InjectedFault: ExpressibleByArgument {}

/// The most that one job's tree of processes holds.
enum ProcessLimits {
  static let workers = ProcessBoard.workerCapacity
}

/// A transport's name on the command line.
struct TransportArgument: ExpressibleByArgument, Equatable {
  let transport: Transport

  static let shm = TransportArgument(transport: .shm)

  init(transport: Transport) {
    self.transport = transport
  }

  init?(argument: String) {
    guard let transport = Transport(rawValue: argument) else { return nil }
    self.transport = transport
  }

  static var allValueStrings: [String] { Transport.allCases.map(\.rawValue) }

  var defaultValueDescription: String { transport.rawValue }
}
