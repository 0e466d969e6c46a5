import Logging
import Processes
import SharedMemory
import Supervision

/// The workers of a job over all its stages.
struct WorkCrew {
  let request: JobRequest
  let board: SharedValue<ProcessBoard>
  let roles: ProcessRoles
  /// What the workers of all stages so far have used.
  private(set) var usage: WorkerPool.Usage

  init(request: JobRequest, board: SharedValue<ProcessBoard>, roles: ProcessRoles) {
    self.request = request
    self.board = board
    self.roles = roles
    usage = WorkerPool.Usage(workerCount: request.crew.workerCount)
  }

  /// Forks workers that do `work`, lets `direct` give them tasks, and waits for their end.
  ///
  /// A worker knows what this process knows when the stage begins, so nothing needs to be sent to it.
  mutating func withWorkers<Value>(
    doing work: @escaping () -> (WorkerTask) -> Publication,
    directedBy direct: (borrowing StageTasks) throws(JobFailure) -> Value
  ) throws(JobFailure) -> Value {
    let roles = self.roles
    let pool: WorkerPool
    do {
      pool = try WorkerPool(
        workerCount: request.crew.workerCount, transport: request.crew.transport, board: board,
        keptDescriptors: [roles.logDescriptor]
      ) { index in
        roles.enter("worker \(index)")
        return Self.logged(work(), logger: roles.logger)
      }
    } catch {
      throw .noResources(reason: "\(error)")
    }
    let value = try direct(StageTasks(pool: pool))
    pool.retire()
    for index in usage.cpuSecondsByWorker.indices {
      usage.cpuSecondsByWorker[index] += pool.usage.cpuSecondsByWorker[index]
    }
    usage.restarts += pool.usage.restarts
    return value
  }

  private static func logged(
    _ work: @escaping (WorkerTask) -> Publication, logger: Logger
  ) -> (WorkerTask) -> Publication {
    { task in
      var logger = logger
      logger[metadataKey: "chunk"] = "\(task.chunk)"
      let start = MonotonicClock.nanoseconds()
      let publication = work(task)
      let milliseconds = Double(MonotonicClock.nanoseconds() - start) / 1e6
      logger.debug("\(TaskKind(task).stage.name): \(milliseconds) ms, attempt \(task.attempt)")
      return publication
    }
  }
}

/// The tasks of one stage, in the hands of its workers.
final class StageTasks {
  private let pool: WorkerPool
  private var numbering = TaskNumbering()

  init(pool: WorkerPool) {
    self.pool = pool
  }

  /// Tasks that are not finished and taken yet.
  var unfinishedCount: Int { pool.unfinishedCount }

  func submit(_ kind: TaskKind, chunk: Int, argument: UInt64 = 0) {
    pool.submit(numbering.task(kind, chunk: chunk, argument: argument))
  }

  /// The chunks that finished since the last call, in any order, waiting up to `timeoutMilliseconds` for the first.
  ///
  /// - Parameter checksum: Of the output of a task as it stands in shared memory; a task whose worker says
  ///   something else is done again.
  func finished(
    timeoutMilliseconds: Int, checksum: (WorkerTask) -> UInt64
  ) throws(JobFailure) -> [WorkerTask] {
    let outcomes: [WorkerPool.Outcome]
    do throws(PoolFailure) {
      outcomes = try pool.finished(timeoutMilliseconds: timeoutMilliseconds)
    } catch {
      throw JobFailure(error)
    }
    var done: [WorkerTask] = []
    for outcome in outcomes {
      if outcome.publication.checksum == checksum(outcome.task) {
        done.append(outcome.task)
      } else {
        pool.reject(outcome.task)
      }
    }
    return done
  }
}

extension TaskKind {
  init(_ task: WorkerTask) {
    guard let kind = TaskKind(rawValue: task.kind) else { preconditionFailure("a task of kind \(task.kind)") }
    self = kind
  }
}

extension JobFailure {
  init(_ failure: PoolFailure) {
    switch failure {
    case .taskKilledItsWorkers(let task, let last):
      self = .workersLost(stage: TaskKind(task).stage, chunk: Int(task.chunk), ending: last.description)
    case .outputNeverMatched(let task):
      self = .workersLost(stage: TaskKind(task).stage, chunk: Int(task.chunk), ending: "its output was damaged")
    case .workersKeepEnding(let reason):
      self = .noResources(reason: "workers end before they have done anything (\(reason))")
    case .cannotFork(let error):
      self = .noResources(reason: error.description)
    case .noChannel(let reason):
      self = .noResources(reason: reason)
    }
  }
}
