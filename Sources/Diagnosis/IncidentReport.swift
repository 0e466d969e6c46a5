package import Supervision

/// An incident in words, for the log and for failures.
package struct IncidentReport: Sendable {
  package let incident: Incident
  /// As the kernel had the process; `nil` if it was gone.
  package let facts: ProcessFacts?
  /// The calls that the process was in, the innermost first.
  package let calls: [String]

  /// What the process said before it crashed; empty if nothing.
  package let lastWords: String

  /// - Parameter symbolizer: Of a process of the same tree: all have their code at the same addresses.
  package init(_ incident: Incident, facts: ProcessFacts?, lastWords: String = "", symbolizer: Symbolizer?) {
    self.incident = incident
    self.facts = facts
    self.lastWords = lastWords
    calls = symbolizer?.calls(in: incident.stack) ?? []
  }

  /// The calls that tell most: without what only passes a call on, and no more than fit in a line.
  package var place: String? {
    let telling = calls.filter { !$0.hasPrefix("<") && !$0.contains("thunk for") }
    return telling.isEmpty ? nil : telling.prefix(4).joined(separator: " < ")
  }

  /// - Parameters:
  ///   - stage: What the process was doing.
  package func line(stage: String) -> String {
    let who = incident.worker.map { "worker \($0)" } ?? "the supervisor"
    let task = incident.taskKind == nil ? "" : ", \(stage), chunk \(incident.chunk)"
    let seconds = Double(incident.silenceNanoseconds / 100_000_000) / 10
    let what: String
    switch incident.kind {
    case .blocked: what = "is blocked: silent for \(seconds) s, without using its processor"
    case .spinning: what = "is spinning: silent for \(seconds) s, and using its processor"
    case .stopped: what = "is stopped: silent for \(seconds) s"
    case .crashed, .ended: what = "ended: \(incident.ending.map { "\($0)" } ?? "?")"
    }
    let words = lastWords.isEmpty ? "" : " (\(lastWords))"
    let replaced = incident.isAlive ? "; it is replaced" : ""
    return "\(who) (\(incident.processID)\(task)) \(what)\(words)\(replaced)" + kernelWords
      + (calls.isEmpty ? "" : "; in ")
      + calls.joined(separator: " < ")
  }

  private var kernelWords: String {
    guard let facts else { return "" }
    let place = facts.waitingIn.map { ", in \($0)" } ?? ""
    let call = facts.systemCall.map { $0 < 0 ? "" : ", system call \($0)" } ?? ""
    let stack = facts.kernelStack.isEmpty ? "" : ", kernel: " + facts.kernelStack.joined(separator: " < ")
    return "; state \(facts.state)\(place)\(call)\(stack)"
  }
}
