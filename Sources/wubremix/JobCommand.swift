import ArgumentParser
import Glibc
import Processes
import RemixJobs
import SystemPackage

/// What is common to the commands that run one job.
struct JobCommand {
  let input: PathArgument
  /// At least one.
  let outputs: [JobOutput]
  let policy: OverwritePolicy
  let hints: HintOptions
  let options: JobOptions

  /// Makes the outputs from start to end, showing progress and the summary.
  ///
  /// - Parameter configure: Sets what only this command knows of.
  /// - Throws: `ExitCode`, after the failure was told.
  func run(configure: (inout JobRequest) -> Void = { _ in }) throws {
    var request = JobRequest(products: outputs.map(\.product))
    options.apply(to: &request)
    hints.apply(to: &request)
    configure(&request)
    request.fallbackTitle = input.stem
    request.programVersion = Version.current
    let display = ProgressDisplay(
      style: options.progress, isQuiet: options.quiet, input: input, madeFiles: outputs.compactMap(\.file))
    do {
      try refuseClashes()
      let roles = try options.log.processRoles(asJSON: options.progress == .json)
      let summary = try runJob(JobController(request: request, roles: roles), display: display)
      display.finish(summary, workerCount: request.crew.workerCount)
    } catch let failure as JobFailure {
      let message = FailureMessage(
        failure: failure, input: input.inputName, beats: hints.beats?.inputName ?? "", outputs: outputs.map(\.name))
      display.fail(message.description, status: ExitStatus.status(of: failure))
      throw ExitCode(ExitStatus.status(of: failure))
    } catch let failure as CommandFailure {
      display.fail(failure.message, status: failure.status)
      throw ExitCode(failure.status)
    }
  }

  private func runJob(_ controller: JobController, display: ProgressDisplay) throws(JobFailure) -> JobSummary {
    let song = input.isStandardStream ? try InputFile.standardInput() : try InputFile(path: input.path)
    let inputs = JobInputs(song: song, beats: try openBeats())
    var targets: [OutputTarget] = []
    for (index, output) in outputs.enumerated() {
      targets.append(try naming(output: index) { () throws(JobFailure) in try output.open(policy: policy) })
    }
    return try controller.run(inputs: inputs, outputs: targets) { display.show($0) }
  }

  private func openBeats() throws(JobFailure) -> InputFile? {
    guard let beats = hints.beats else { return nil }
    do throws(JobFailure) {
      return beats.isStandardStream ? try InputFile.standardInput() : try InputFile(path: beats.path)
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
    let song = place(ofInput: input)
    let beats = hints.beats.map(place(ofInput:))
    let log = options.log.log.flatMap { $0.isStandardStream ? nil : $0 }
    let logPlace = log.map { FilePlace($0.path) }
    if let log, let logPlace {
      for (place, name) in [(song, "song"), (beats, "file of beats")] {
        if let place, logPlace.isSame(as: place) { throw logClash(log, with: name) }
      }
    }
    var earlier: [FilePlace] = []
    for (index, output) in outputs.enumerated() {
      guard let file = output.file else { continue }
      if file.endsInSlash { throw JobFailure.outputUnavailable(reason: "it names a folder", output: index) }
      let place = FilePlace(file.path)
      for (input, name) in [(song, "song"), (beats, "file of beats")] {
        guard let input, place.isSame(as: input) else { continue }
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
    if input.isStandardStream, hints.beats?.isStandardStream == true {
      throw CommandFailure("song and beats cannot both come from standard input", ExitStatus.usage)
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
  /// This path as an input, in words.
  var inputName: String { isStandardStream ? "standard input" : name }
}
