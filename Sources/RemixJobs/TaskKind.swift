package import Supervision
import Synchronization

/// The work that the workers of a job do, as the board and the logs name it.
enum TaskKind: UInt32 {
  case analyse = 1
  case render
  case measure
  case master
  case encode
  case mend
  case renderStems
  case hearBeats
  case decode
  case makeDrum

  /// The stage of the job that a task of this kind belongs to.
  var stage: JobStage {
    switch self {
    case .decode, .analyse, .hearBeats: .listening
    case .makeDrum, .render: .rendering
    case .measure: .mastering
    case .master, .encode, .mend: .encoding
    case .renderStems: .exporting
    }
  }
}

extension ProcessRow {
  /// What the process does now, in words; `nil` between tasks.
  package var work: String? {
    guard let kind = TaskKind(rawValue: taskKind.load(ordering: .relaxed)) else { return nil }
    return "\(kind) chunk \(chunk.load(ordering: .relaxed))"
  }
}

extension Incident {
  /// The stage that it befell; `nil` if it was none of a task.
  package var stage: JobStage? { taskKind.flatMap(TaskKind.init(rawValue:))?.stage }
}

/// Gives tasks their numbers, in the order of their making.
struct TaskNumbering {
  private var last: UInt64 = 0

  mutating func task(_ kind: TaskKind, chunk: Int, argument: UInt64 = 0) -> WorkerTask {
    last += 1
    return WorkerTask(id: last, kind: kind.rawValue, chunk: Int64(chunk), argument: argument)
  }
}

extension TaskKind {
  init(_ task: WorkerTask) {
    guard let kind = TaskKind(rawValue: task.kind) else { preconditionFailure("a task of kind \(task.kind)") }
    self = kind
  }
}
