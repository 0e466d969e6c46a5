import Diagnosis
import Glibc
import Logging
import Processes
import SharedMemory
import Supervision

/// What has befallen the processes of one attempt at a job, as its controller sees it on the board: logged, and kept to say where
/// a job has failed.
final class IncidentLog {
  private let logger: Logger
  private var seen: UInt64 = 0
  private var reports: [IncidentReport] = []
  /// Made when there is something to name: all processes of the tree have their code at the same addresses as this one.
  private lazy var symbolizer = Symbolizer(process: getpid())

  private let lastWords: LastWords

  init(logger: Logger, lastWords: LastWords) {
    self.logger = logger
    self.lastWords = lastWords
  }

  /// Takes in the incidents that are new on `board`.
  func look(at board: SharedValue<ProcessBoard>) {
    let numbers = board.value.incidents.keptNumbers
    guard seen < numbers.upperBound else { return }
    for number in max(seen, numbers.lowerBound)..<numbers.upperBound {
      guard let incident = board.value.incidents[number] else { continue }
      let facts = incident.isAlive ? ProcessFacts(process: incident.processID) : nil
      // From here on the process may be ended.
      board.value.incidents.setExamined(number)
      add(incident, facts: facts, on: board)
    }
    seen = numbers.upperBound
  }

  /// Notes what this process itself found of the supervisor.
  func note(_ incident: Incident, on board: SharedValue<ProcessBoard>) {
    let facts = incident.isAlive ? ProcessFacts(process: incident.processID) : nil
    look(at: board)
    _ = board.value.incidents.append(incident)
    seen = board.value.incidents.totalCount
    add(incident, facts: facts, on: board)
  }

  private func add(_ incident: Incident, facts: ProcessFacts?, on board: SharedValue<ProcessBoard>) {
    let names = incident.stack.addresses.isEmpty ? nil : symbolizer
    let words = incident.kind == .crashed ? lastWords.next() : ""
    let report = IncidentReport(incident, facts: facts, lastWords: words, symbolizer: names)
    reports.append(report)
    let stage = incident.stage ?? board.value.jobStage
    logger.warning("\(report.line(stage: stage.name))")
  }

  /// Notes that the supervisor `process` has ended without a word.
  func noteLoss(of process: Int32, ending: ExitReason, on board: SharedValue<ProcessBoard>) {
    // What this process has ended itself was noted before.
    if reports.contains(where: { $0.incident.processID == process }) { return }
    var stack = board.value.supervisor.stack.latest
    if ending != .signalled(stack.signal) { stack = StackTrace() }
    note(
      Incident(stack.signal == 0 ? .ended : .crashed, process: process, ending: ending, stack: stack), on: board)
  }

  /// Where in the code the worker was that was the last to fail over what `failure` tells of; `nil` if nobody knows.
  func place(of failure: JobFailure) -> String? {
    switch failure {
    case .workersLost(let stage, let chunk, _, _), .memoryLimit(let stage, let chunk, _, _):
      reports.last { $0.incident.chunk == Int64(chunk) && $0.incident.stage == stage && $0.place != nil }?.place
    default: nil
    }
  }

  /// Where in the code the supervisor was when it was lost.
  var placeOfSupervisor: String? { reports.last { $0.incident.worker == nil }?.place }
}
