import Diagnosis
import JobQueue
import Processes
import RemixJobs
import SharedMemory
import Supervision

// What `FigureRoutes` answers with; docs are in the site's openapi.yaml.

struct StylesView: Encodable {
  let styles: [StyleView]
  let limits: LimitsView
}

struct StyleView: Encodable {
  let name: String
  let description: String
  let beatsPerMinute: Double?
  let wub: Double

  private enum Key: CodingKey {
    case name, description, beatsPerMinute, wub
  }

  // By hand: what is not known is null, not missing.
  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(description, forKey: .description)
    try fields.encode(beatsPerMinute, forKey: .beatsPerMinute)
    try fields.encode(wub, forKey: .wub)
  }
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
  let successRate: Double?
  let workers: Int

  private enum Key: CodingKey {
    case upSeconds, isDraining, states, running, minutes, failures, restarts, cpuPercent, successRate, workers
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(upSeconds, forKey: .upSeconds)
    try fields.encode(isDraining, forKey: .isDraining)
    try fields.encode(states, forKey: .states)
    try fields.encode(running, forKey: .running)
    try fields.encode(minutes, forKey: .minutes)
    try fields.encode(failures, forKey: .failures)
    try fields.encode(restarts, forKey: .restarts)
    try fields.encode(cpuPercent, forKey: .cpuPercent)
    try fields.encode(successRate, forKey: .successRate)
    try fields.encode(workers, forKey: .workers)
  }
}

struct RunningView: Encodable {
  let number: Int
  let attempt: Int
  let stage: String
  let percent: Double
  let seconds: Double
  let processes: [ProcessView]
}

struct ProcessView: Encodable {
  let role: String
  let id: Int32
  let task: String
  let cpuSeconds: Double
  let memoryBytes: Int

  static func all(of tree: RunningTree) -> [ProcessView] {
    tree.members.map { member in
      let task =
        switch member.place {
        case .controller: ""
        case .supervisor: tree.board.value.jobStage.name
        case .worker(let index): tree.board.value.workers[index].work ?? ""
        }
      let cpu = MonotonicClock.cpuNanoseconds(of: member.processID) ?? 0
      return ProcessView(
        role: member.role, id: member.processID, task: task, cpuSeconds: (Double(cpu) / 1e7).rounded() / 100,
        memoryBytes: ProcessFacts(process: member.processID)?.residentBytes ?? 0)
    }
  }
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
  let medianSeconds: Double?
  let slowestSeconds: Double?

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

  private enum Key: CodingKey {
    case time, done, failed, medianSeconds, slowestSeconds
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(time, forKey: .time)
    try fields.encode(done, forKey: .done)
    try fields.encode(failed, forKey: .failed)
    try fields.encode(medianSeconds, forKey: .medianSeconds)
    try fields.encode(slowestSeconds, forKey: .slowestSeconds)
  }
}

extension RunningTree.Member {
  fileprivate var role: String {
    switch place {
    case .controller: "controller"
    case .supervisor: "supervisor"
    case .worker(let index): "worker \(index)"
    }
  }
}
