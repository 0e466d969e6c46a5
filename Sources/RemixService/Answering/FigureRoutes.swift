import Diagnosis
import Glibc
import HTTPTypes
import Hosting
import Hummingbird
import JobQueue
import NIOCore
import Processes
import RemixJobs
import SharedMemory
import Styles
import Supervision
import Synchronization

/// What the service can do, and how it fares.
struct FigureRoutes: Sendable {
  let store: any JobStore
  let dispatcher: Dispatcher
  let gate: Gate
  let bulletin: Bulletin
  let counters: Counters
  let processor: ProcessorWatch

  @Sendable func styles(_ request: Request, context: ServiceContext) async throws -> Response {
    let settings = gate.settings
    let styles = Style.builtInNames.compactMap { Style.builtIn(named: $0) }.map { style in
      var beatsPerMinute: Double?
      if case .beatsPerMinute(let tempo) = style.tempo { beatsPerMinute = tempo }
      return StyleView(name: style.name, description: style.about, beatsPerMinute: beatsPerMinute, wub: style.mix.wub)
    }
    return JSON.response(
      StylesView(
        styles: styles,
        limits: LimitsView(
          uploadBytes: settings.uploadBytes, minutes: settings.minutes, keepSeconds: Int(settings.keepSeconds),
          needsToken: settings.token != nil)))
  }

  @Sendable func health(_ request: Request, context: ServiceContext) -> Response { Self.text("ok\n") }

  @Sendable func readiness(_ request: Request, context: ServiceContext) async throws -> Response {
    if await dispatcher.isDraining { throw Problem.busy("The server is about to be restarted.", retryAfter: 30) }
    // A queue that cannot be read takes no job.
    _ = try await store.counts()
    return Self.text("ready\n")
  }

  @Sendable func monitor(_ request: Request, context: ServiceContext) async throws -> Response {
    try gate.admitToFigures(request, context)
    let endings = try await store.endings(since: Clock.now - 86_400)
    let values = counters.values
    let over = values.done + values.failed
    let trees = RunningTree.of(controller: getppid())
    let running = await dispatcher.works.map { work in
      let tree = trees.first { $0.board.value.titleText == "work \(work.attempt.ticket)" }
      return RunningView(
        number: work.attempt.ticket, attempt: work.attempt.attempt, stage: work.progress.stage,
        percent: (work.progress.percent * 10).rounded() / 10, seconds: (work.seconds * 10).rounded() / 10,
        processes: tree.map { ProcessStatus.all(of: $0) } ?? [])
    }
    var states: [String: Int] = [:]
    for (state, count) in try await store.counts() { states[state.rawValue] = count }
    return JSON.response(
      MonitorView(
        upSeconds: counters.upSeconds.rounded(), isDraining: await dispatcher.isDraining, states: states,
        running: running,
        minutes: MinuteView.all(endings), failures: FailureView.latest(endings),
        restarts: RestartsView(
          service: values.serviceLosses, supervisor: values.crashes, worker: values.workerRestarts),
        cpuPercent: processor.percent, successRate: over == 0 ? nil : Double(values.done) / Double(over),
        workers: gate.settings.workers))
  }

  @Sendable func metrics(_ request: Request, context: ServiceContext) async throws -> Response {
    try gate.admitToFigures(request, context)
    let text = MetricsText(
      states: try await store.counts(), values: counters.values, upSeconds: counters.upSeconds,
      cpuSeconds: processor.totalSeconds, cpuPercent: processor.percent, followers: bulletin.followerCount)
    return Self.text(text.description, "text/plain; version=0.0.4; charset=utf-8")
  }

  private static func text(_ text: String, _ contentType: String = "text/plain; charset=utf-8") -> Response {
    Response(
      status: .ok, headers: [.contentType: contentType, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

/// How much of a processor all processes of the service use.
final class ProcessorWatch: Sendable {
  private struct State {
    var seconds = 0.0
    var time: UInt64 = 0
    var percent = 0.0
  }

  private let state = Mutex(State())

  /// Looks; to be called every few seconds.
  func look() {
    let (seconds, now) = (ProcessTree.cpuSeconds(of: getppid()), MonotonicClock.nanoseconds())
    state.withLock { state in
      if state.time > 0, now > state.time {
        let share = max(0, seconds - state.seconds) / (Double(now - state.time) / 1e9)
        state.percent = (share * 1_000).rounded() / 10
      }
      (state.seconds, state.time) = (seconds, now)
    }
  }

  var percent: Double { state.withLock { $0.percent } }
  var totalSeconds: Double { state.withLock { $0.seconds } }
}
