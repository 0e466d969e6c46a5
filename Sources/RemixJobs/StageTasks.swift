import Supervision

/// The tasks of one stage, in the hands of its workers.
final class StageTasks {
  private let pool: WorkerPool
  private let limits: JobLimits
  private var numbering = TaskNumbering()

  init(pool: WorkerPool, limits: JobLimits) {
    self.pool = pool
    self.limits = limits
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
      throw JobFailure(error, limits: limits)
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
