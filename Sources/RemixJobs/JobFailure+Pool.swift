import Processes
import Supervision

extension JobFailure {
  init(_ failure: PoolFailure, limits: JobLimits) {
    switch failure {
    case .taskExceedsMemory(let task):
      self = .memoryLimit(
        stage: TaskKind(task).stage, chunk: Int(task.chunk), limitBytes: limits.workerBytes)
    case .taskKilledItsWorkers(let task, let last):
      self = .workersLost(stage: TaskKind(task).stage, chunk: Int(task.chunk), ending: last.description)
    case .outputNeverMatched(let task):
      self = .workersLost(stage: TaskKind(task).stage, chunk: Int(task.chunk), ending: "its output was damaged")
    case .workersKeepEnding(let reason):
      self = .noResources(reason: "workers end before they have done anything (\(reason))")
    case .cannotFork(let error):
      self = .noResources(reason: error.description)
    }
  }
}
