import Processes
import RemixJobs
import SystemPackage

/// A work that is being done, or was, and nobody has settled.
final class HostedWork {
  let attempt: WorkTry
  /// What whoever comes late must be told, in order: the last of each kind.
  private(set) var news = News()
  private var run: JobRun?
  /// In the order of `WorkFolder.Product`; none of a work that is over.
  private var outputs: [OutputTarget]

  struct News {
    var progress: HostReport?
    var analysed: HostReport?
    var byteCount: Int?
    /// Products that are there besides the remix, and their bytes.
    var made: [(product: WorkFolder.Product, byteCount: Int)] = []
    var outcome: WorkOutcome?
  }

  /// Starts the work.
  ///
  /// - Parameter changed: Called when there is news.
  init(
    _ order: WorkOrder, _ recipe: WorkRecipe, roles: ProcessRoles, programVersion: String,
    changed: @escaping (HostedWork, JobRun.Update) -> Void
  ) throws(JobFailure) {
    attempt = order.attempt
    var request = recipe.request(programVersion: programVersion)
    request.crew.workerCount = order.workerCount
    request.limits.decodedMinutes = order.maxMinutes
    request.limits.inputBytes = order.maxBytes
    request.limits.sandbox = order.sandbox
    request.title = "work \(order.attempt.ticket)"
    let folder = WorkFolder(path: FilePath(order.folder))
    do throws(SystemCallError) {
      try FileSystem.createFolder(folder.path)
    } catch {
      if error.errno != .fileExists { throw .outputUnavailable(reason: "\(error.errno)") }
    }
    var outputs: [OutputTarget] = []
    for product in WorkFolder.Product.allCases {
      outputs.append(try OutputTarget(path: folder.file(product), policy: .replace))
    }
    self.outputs = outputs
    let inputs = JobInputs(song: try InputFile(path: FilePath(order.song)))
    let run = JobRun(request: request, roles: roles, inputs: inputs, outputs: outputs) { [weak self] update in
      guard let self else { return }
      take(update)
      changed(self, update)
    }
    try run.start()
    self.run = run
  }

  /// A work that could not even be started.
  init(_ order: WorkOrder, outcome: WorkOutcome) {
    attempt = order.attempt
    news.outcome = outcome
    outputs = []
  }

  /// Whether processes work on it.
  var isRunning: Bool { run != nil }

  var descriptors: [Int32] { run?.descriptors ?? [] }

  /// Takes in what has happened.
  ///
  /// - Returns: Whether it has just ended.
  func goOn() -> Bool {
    guard let run else { return false }
    do throws(JobFailure) {
      guard let summary = try run.goOn() else { return false }
      end(.done(WorkResult(summary)))
    } catch {
      end(WorkOutcome(error))
    }
    return true
  }

  /// Ends it at once, if it runs.
  func cut() {
    guard let run else { return }
    run.cut()
    end(.cut)
  }

  /// A product as far as it is there, to be read; of a work that runs.
  func open(_ product: WorkFolder.Product) throws(SystemCallError) -> Descriptor {
    guard let index = WorkFolder.Product.allCases.firstIndex(of: product), outputs.indices.contains(index) else {
      preconditionFailure("a work that runs has all outputs")
    }
    return try FileSystem.openForReading(FilePath("/proc/self/fd/\(outputs[index].descriptor)"))
  }

  private func end(_ outcome: WorkOutcome) {
    // Files without a name take room until they are closed: on a full disk, that in which the outcome is to be written down.
    run = nil
    outputs = []
    news.byteCount = nil
    news.made = []
    news.outcome = outcome
  }

  private func take(_ update: JobRun.Update) {
    switch update {
    case .progress(let progress):
      news.progress = .progress(
        attempt, stage: progress.stage.name, fraction: (progress.fraction * 1_000).rounded() / 1_000)
    case .analysed(let facts):
      news.analysed = .analysed(attempt, tempo: facts.beatsPerMinute, key: facts.key)
    case .grown(let byteCount): news.byteCount = byteCount
    case .made(let output, let byteCount):
      let product = WorkFolder.Product.allCases[output]
      news.made.removeAll { $0.product == product }
      news.made.append((product, byteCount))
    case .complete: break
    }
  }
}
