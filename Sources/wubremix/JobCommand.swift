import ArgumentParser
import RemixJobs

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
      let controller = JobController(request: request, roles: try options.log.processRoles())
      let summary = try runJob(controller, display: display)
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
