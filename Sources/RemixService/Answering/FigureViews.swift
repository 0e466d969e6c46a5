import JobQueue
import RemixJobs

// What `FigureRoutes` answers with; docs are in the site's openapi.yaml.

struct StylesView: Encodable {
  let styles: [StyleView]
  let limits: LimitsView
}

struct StyleView: Encodable {
  let name: String
  let description: String
  @OrNull var beatsPerMinute: Double?
  let wub: Double
}

struct LimitsView: Encodable {
  let uploadBytes: Int
  let minutes: Double
  let keepSeconds: Int
  let needsToken: Bool
}

struct MonitorView: Encodable {
  let upSeconds: Double
  let isDraining: Bool
  let states: [String: Int]
  let running: [RunningView]
  let minutes: [MinuteView]
  let failures: [FailureView]
  let restarts: RestartsView
  let cpuPercent: Double
  @OrNull var successRate: Double?
  let workers: Int
}

struct RunningView: Encodable {
  let number: Int
  let attempt: Int
  let stage: String
  let percent: Double
  let seconds: Double
  let processes: [ProcessStatus]
}

struct RestartsView: Encodable {
  let service: Int
  let supervisor: Int
  let worker: Int
}

struct FailureView: Encodable {
  let time: String
  let number: Int
  let reason: String

  static func latest(_ endings: [WorkEnding]) -> [FailureView] {
    endings.lazy.filter { $0.state == .failed || $0.state == .quarantined }.prefix(20).map { ending in
      FailureView(time: Clock.text(ending.overAt), number: ending.ticket, reason: ending.failure ?? "")
    }
  }
}

/// What ended in a minute.
struct MinuteView: Encodable {
  let time: String
  let done: Int
  let failed: Int
  @OrNull var medianSeconds: Double?
  @OrNull var slowestSeconds: Double?

  static func all(_ endings: [WorkEnding]) -> [MinuteView] {
    let minutes = Dictionary(grouping: endings) { Int($0.overAt / 60) }
    return minutes.sorted { $0.key < $1.key }.map { minute, endings in
      let done = endings.filter { $0.state == .done }
      let seconds = done.map { (($0.overAt - $0.submittedAt) * 100).rounded() / 100 }.sorted()
      return MinuteView(
        time: Clock.text(Double(minute) * 60), done: done.count,
        failed: endings.count { $0.state == .failed || $0.state == .quarantined },
        medianSeconds: seconds.isEmpty ? nil : seconds[seconds.count / 2], slowestSeconds: seconds.last)
    }
  }
}
