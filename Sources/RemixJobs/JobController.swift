import Glibc
import Processes

/// Runs one job from this process, from start to end.
///
/// This process never reads a byte of audio, so nothing that an input does to a decoder can end it.
package struct JobController {
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

  /// Does the job, unless a signal ends it, and leaves neither a process nor a file behind if it fails.
  ///
  /// - Parameters:
  ///   - outputs: One for each of the request's products.
  ///   - drainSeconds: How long the first SIGTERM lets the job go on; any other signal ends it at once.
  package func run(
    inputs: consuming JobInputs, outputs: [OutputTarget], drainSeconds: Double = 0,
    observe: @escaping (JobRun.Update) -> Void
  ) throws(JobFailure) -> JobSummary {
    let signals = try resources { () throws(SystemCallError) in try SignalReader([SIGINT, SIGTERM, SIGHUP]) }
    let run = JobRun(request: request, roles: roles, inputs: inputs, outputs: outputs, observe: observe)
    try start(run, signals: signals)
    var deadline = UInt64.max
    while true {
      _ = Poller.readable(
        among: [signals.descriptor.number] + run.descriptors, orWritable: run.writableDescriptor,
        timeoutMilliseconds: 100)
      while let signal = signals.next() {
        if signal == SIGTERM, deadline == .max, drainSeconds > 0 {
          deadline = MonotonicClock.nanoseconds() + UInt64(drainSeconds * 1e9)
        } else {
          run.cut()
          throw .interrupted(signal: signal)
        }
      }
      if MonotonicClock.nanoseconds() >= deadline {
        run.cut()
        throw .interrupted(signal: SIGTERM)
      }
      if let summary = try run.goOn() { return summary }
    }
  }

  /// Starts the job, a few times if the machine has too little for it just now.
  private func start(_ run: JobRun, signals: borrowing SignalReader) throws(JobFailure) {
    for pause in [100, 200, 400, 800, 1_600] {
      do throws(JobFailure) {
        return try run.start()
      } catch {
        guard case .noResources = error else { throw error }
        _ = Poller.readable(among: [signals.descriptor.number], timeoutMilliseconds: pause)
        if let signal = signals.next() { throw .interrupted(signal: signal) }
      }
    }
    try run.start()
  }
}
