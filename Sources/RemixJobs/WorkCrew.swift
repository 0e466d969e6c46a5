import Logging
import Processes
import SharedMemory
import Supervision

/// The workers of a job over all its stages.
struct WorkCrew {
  let request: JobRequest
  let board: SharedValue<ProcessBoard>
  let roles: ProcessRoles
  private var usage: WorkerPool.Usage
  /// The workers of the last stage, on their way out: giving their memory back takes them some milliseconds.
  private var leaving: WorkerPool?

  init(request: JobRequest, board: SharedValue<ProcessBoard>, roles: ProcessRoles) {
    self.request = request
    self.board = board
    self.roles = roles
    usage = WorkerPool.Usage(workerCount: request.crew.workerCount)
  }

  /// Forks workers that do `work`, lets `direct` give them tasks, and waits for their end.
  ///
  /// A worker knows what this process knows when the stage begins, so nothing needs to be sent to it.
  ///
  /// - Parameters:
  ///   - descriptors: What the work needs to be open.
  ///   - work: Called in each worker with what shows in the midst of a long task that it goes on; gives what does
  ///     the tasks.
  mutating func withWorkers<Value>(
    using descriptors: [Int32] = [],
    doing work: @escaping (_ showLife: @escaping () -> Void) -> (WorkerTask) -> Publication,
    directedBy direct: (borrowing StageTasks) throws(JobFailure) -> Value
  ) throws(JobFailure) -> Value {
    retireLeaving()
    let (roles, board, fault) = (self.roles, self.board, request.fault)
    var limits = PoolState.Limits()
    limits.silenceNanoseconds = UInt64(request.limits.chunkSeconds * 1e9)
    limits.workerMemoryBytes = request.limits.workerBytes
    let pool: WorkerPool
    do {
      pool = try WorkerPool(
        workerCount: request.crew.workerCount, transport: request.crew.transport, board: board,
        keptDescriptors: [roles.logDescriptor] + descriptors, limits: limits
      ) { index in
        roles.enter("worker \(index)")
        let showLife = { board.value.workers[index].showLife() }
        return Self.logged(work(showLife), logger: roles.logger, fault: fault)
      }
    } catch {
      throw .noResources(reason: "\(error)")
    }
    let value = try direct(StageTasks(pool: pool, limits: request.limits))
    pool.dismiss()
    leaving = pool
    return value
  }

  /// What the workers of all stages so far have used.
  mutating func totalUsage() -> WorkerPool.Usage {
    retireLeaving()
    return usage
  }

  private mutating func retireLeaving() {
    guard let pool = leaving else { return }
    pool.retire()
    for index in usage.cpuSecondsByWorker.indices {
      usage.cpuSecondsByWorker[index] += pool.usage.cpuSecondsByWorker[index]
    }
    usage.restarts += pool.usage.restarts
    leaving = nil
  }

  private static func logged(
    _ work: @escaping (WorkerTask) -> Publication, logger: Logger, fault: InjectedFault?
  ) -> (WorkerTask) -> Publication {
    { task in
      var logger = logger
      logger[metadataKey: "chunk"] = "\(task.chunk)"
      let start = MonotonicClock.nanoseconds()
      fault?.strike(task)
      let publication = work(task)
      let milliseconds = Double(MonotonicClock.nanoseconds() - start) / 1e6
      logger.debug("\(TaskKind(task).stage.name): \(milliseconds) ms, attempt \(task.attempt)")
      return publication
    }
  }
}
