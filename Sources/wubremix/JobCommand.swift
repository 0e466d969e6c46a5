import ArgumentParser
import Glibc
import Processes
import RemixJobs
import SystemPackage

/// What is common to the commands that run one job.
struct JobCommand {
  let sources: JobSources
  /// At least one.
  let outputs: [JobOutput]
  /// A folder that outputs go to, made if it is missing.
  var folder: PathArgument?
  let policy: OverwritePolicy
  let options: JobOptions

  /// Makes the outputs from start to end, showing progress and the summary.
  ///
  /// - Parameters:
  ///   - warnings: Told before any work.
  ///   - objection: What is to be said of outputs that are whole, and the status to end with.
  ///   - configure: Sets what only this command knows of.
  /// - Throws: `ExitCode`, after the failure was told.
  func run(
    warnings: [String] = [], objection: (JobSummary) -> CommandFailure? = { _ in nil },
    configure: (inout JobRequest) -> Void
  ) throws {
    var request = JobRequest(products: outputs.map(\.product))
    options.apply(to: &request)
    request.programVersion = Version.current
    request.fallbackTitle = sources.song.stem
    request.title = sources.song.inputName
    configure(&request)
    request.songPath = sources.song.absoluteText
    request.samplesPath = sources.samples?.absoluteText
    let display = ProgressDisplay(
      style: options.progress, isQuiet: options.quiet, input: sources.song, madeFiles: outputs.compactMap(\.file))
    do {
      for warning in warnings { display.warn(warning) }
      let madeFolder = try makeFolder()
      // Gone again unless there is something in it.
      defer { if let madeFolder { FileSystem.removeEmptyFolder(madeFolder) } }
      try refuseClashes()
      let roles = try options.log.processRoles(asJSON: options.progress == .json)
      let summary = try runJob(JobController(request: request, roles: roles), display: display)
      display.finish(summary, workerCount: request.crew.workerCount)
      if let objection = objection(summary) {
        display.object(objection.message, status: objection.status)
        throw ExitCode(objection.status)
      }
    } catch let failure as JobFailure {
      let message = FailureMessage(
        failure: failure, input: sources.song.inputName, beats: sources.beats?.inputName ?? "the recipe",
        samples: sources.samples?.name ?? "", outputs: outputs.map(\.name))
      display.fail(message.description, status: ExitStatus.status(of: failure))
      throw ExitCode(ExitStatus.status(of: failure))
    } catch let failure as CommandFailure {
      display.fail(failure.message, status: failure.status)
      throw ExitCode(failure.status)
    }
  }

  private func runJob(_ controller: JobController, display: ProgressDisplay) throws(JobFailure) -> JobSummary {
    let song = try sources.song.openInput()
    let samples = try sources.samples.map { folder throws(JobFailure) in try SampleFolder(path: folder.path) }
    for warning in samples?.warnings ?? [] { display.warn(warning) }
    let inputs = JobInputs(song: song, beats: try openBeats(), samples: samples)
    var targets: [OutputTarget] = []
    for (index, output) in outputs.enumerated() {
      targets.append(try naming(output: index) { () throws(JobFailure) in try output.open(policy: policy) })
    }
    return try controller.run(inputs: inputs, outputs: targets, drainSeconds: options.drainSeconds ?? 0) {
      display.show($0)
    }
  }

  /// - Returns: The folder, if it was missing.
  private func makeFolder() throws -> FilePath? {
    guard let folder, FileSystem.kind(of: FileSystem.resolved(folder.path)) == nil else { return nil }
    do throws(SystemCallError) {
      try FileSystem.createFolder(folder.path)
    } catch {
      throw CommandFailure("cannot create the folder \(folder.name): \(error.errno)", ExitStatus.cannotCreate)
    }
    return folder.path
  }

  private func openBeats() throws(JobFailure) -> InputFile? {
    if let text = sources.beatsText { return try InputFile(contents: Array(text.utf8)) }
    guard let beats = sources.beats else { return nil }
    do throws(JobFailure) {
      return try beats.openInput()
    } catch {
      switch error {
      case .inputUnavailable(let reason): throw .beatsUnavailable(reason: reason)
      case .inputIsFolder: throw .beatsUnavailable(reason: "it is a folder")
      default: throw error
      }
    }
  }
}

// Names that would have the job write over what it reads, or write two things to one place.
extension JobCommand {
  private func refuseClashes() throws {
    try refuseSharedStreams()
    let inputs = sources.files.map { (place: place(ofInput: $0.path), name: $0.name) }
    let log = options.log.log.flatMap { $0.isStandardStream ? nil : $0 }
    let logPlace = log.map { FilePlace($0.path) }
    if let log, let logPlace {
      for (place, name) in inputs where logPlace.isSame(as: place) { throw logClash(log, with: name) }
    }
    var earlier: [FilePlace] = []
    for (index, output) in outputs.enumerated() {
      guard let file = output.file else { continue }
      if file.endsInSlash { throw JobFailure.outputUnavailable(reason: "it names a folder", output: index) }
      let place = FilePlace(file.path)
      for (input, name) in inputs where place.isSame(as: input) {
        throw CommandFailure("\(file.name) is the \(name) itself; choose another output", ExitStatus.cannotCreate)
      }
      if earlier.contains(where: place.isSame(as:)) {
        throw CommandFailure("two outputs go to \(file.name); choose another name for one", ExitStatus.usage)
      }
      if let log, let logPlace, logPlace.isSame(as: place) { throw logClash(log, with: "output") }
      earlier.append(place)
    }
  }

  private func refuseSharedStreams() throws {
    if outputs.count(where: \.isStandardOutput) > 1 {
      throw CommandFailure("only one output can go to standard output; name a file for the others", ExitStatus.usage)
    }
    let piped = sources.files.filter(\.path.isStandardStream).map(\.name)
    if piped.count > 1 {
      throw CommandFailure("\(piped[0]) and \(piped[1]) cannot both come from standard input", ExitStatus.usage)
    }
  }

  private func place(ofInput input: PathArgument) -> FilePlace {
    input.isStandardStream ? FilePlace(descriptor: STDIN_FILENO) : FilePlace(input.path)
  }

  private func logClash(_ log: PathArgument, with name: String) -> CommandFailure {
    CommandFailure("the log \(log.name) is the \(name) itself; choose another log", ExitStatus.usage)
  }
}

extension PathArgument {
  /// Opened to be read.
  func openInput() throws(JobFailure) -> InputFile {
    isStandardStream ? try InputFile.standardInput() : try InputFile(path: path)
  }

  /// This path as an input, in words.
  var inputName: String { isStandardStream ? "standard input" : name }
}
