import ArgumentParser
import Glibc
import Processes
import RemixJobs
import SystemPackage

/// What is common to the commands that run one job.
struct JobCommand {
  let input: PathArgument
  let output: PathArgument
  let policy: OverwritePolicy
  let options: JobOptions

  /// Runs `request` from start to end, showing progress and the summary.
  ///
  /// - Throws: `ExitCode`, after the failure was told.
  func run(_ request: JobRequest) throws {
    var request = request
    options.apply(to: &request)
    request.fallbackTitle = input.stem
    let display = ProgressDisplay(style: options.progress, isQuiet: options.quiet, input: input, output: output)
    do {
      try refuseClashes()
      let roles = try options.log.processRoles(asJSON: options.progress == .json)
      let summary = try runJob(JobController(request: request, roles: roles), display: display)
      display.finish(summary, workerCount: request.crew.workerCount)
    } catch let failure as JobFailure {
      let message = FailureMessage(failure: failure, input: input.inputName, output: output.outputName)
      display.fail(message.description, status: ExitStatus.status(of: failure))
      throw ExitCode(ExitStatus.status(of: failure))
    } catch let failure as CommandFailure {
      display.fail(failure.message, status: failure.status)
      throw ExitCode(failure.status)
    }
  }

  /// Refuses names that would have the job write over its own input, or the log over input or output.
  private func refuseClashes() throws {
    let song = input.isStandardStream ? FileIdentity(descriptor: STDIN_FILENO) : FileIdentity(path: input.path)
    if !output.isStandardStream {
      if output.endsInSlash { throw JobFailure.outputUnavailable(reason: "it names a folder") }
      if let song, song == FileIdentity(path: output.path) {
        throw CommandFailure("\(output.name) is the song itself; choose another output", ExitStatus.cannotCreate)
      }
    }
    guard let log = options.log.log, !log.isStandardStream else { return }
    let logFile = FileIdentity(path: log.path)
    let isOutput =
      !output.isStandardStream
      && (log.path == output.path || logFile != nil && logFile == FileIdentity(path: output.path))
    if logFile != nil && logFile == song || isOutput && logFile != FileIdentity(path: "/dev/null") {
      throw CommandFailure(
        "the log \(log.name) is the \(isOutput ? "output" : "song") itself; choose another log", ExitStatus.usage)
    }
  }

  private func runJob(_ controller: JobController, display: ProgressDisplay) throws(JobFailure) -> JobSummary {
    let source = input.isStandardStream ? try InputFile.standardInput() : try InputFile(path: input.path)
    let target =
      output.isStandardStream
      ? try OutputTarget.standardOutput() : try OutputTarget(path: output.path, policy: policy)
    return try controller.run(input: source, output: target) { display.show($0) }
  }
}

extension PathArgument {
  /// This path as an input, in words.
  var inputName: String { isStandardStream ? "standard input" : name }

  /// This path as an output, in words.
  var outputName: String { isStandardStream ? "standard output" : name }
}
