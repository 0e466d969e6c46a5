package import Sandboxing
package import Supervision
import Synchronization

/// How far a job is, for whoever shows it.
package struct JobProgress: Equatable, Sendable {
  package var stage: JobStage
  /// Of the whole job, from 0 to 1; never goes back.
  package var fraction: Double
  package var elapsedSeconds: Double
  /// `nil` until there is something to judge by.
  package var remainingSeconds: Double? {
    guard fraction > 0.02, elapsedSeconds > 0.2 else { return nil }
    return elapsedSeconds * (1 - fraction) / fraction
  }
}

extension ProcessBoard {
  /// The stage that the supervisor says it is in.
  package var jobStage: JobStage {
    JobStage(rawValue: stage.load(ordering: .acquiring)) ?? .reading
  }

  /// What the supervisor, and with it its workers, gave up.
  package var sandboxLevel: Sandbox.Level { Sandbox.Level(rawValue: sandbox.load(ordering: .acquiring)) }

  /// How much of the whole job is done, from 0 to 1.
  func fractionDone(of course: JobCourse) -> Double {
    let stage = jobStage
    let total = totalSteps.load(ordering: .relaxed)
    let done = min(finishedSteps.load(ordering: .relaxed), total)
    let inStage = total == 0 ? 0 : Double(done) / Double(total)
    return course.fractionDone(inStage, of: stage)
  }

  /// Enters `stage`, which takes `steps` steps (0: nobody knows yet).
  func enter(_ stage: JobStage, steps: Int) {
    finishedSteps.store(0, ordering: .relaxed)
    totalSteps.store(UInt64(steps), ordering: .relaxed)
    self.stage.store(stage.rawValue, ordering: .releasing)
  }

  /// Counts `steps` more steps of this stage as done.
  func advance(by steps: Int = 1) {
    finishedSteps.add(UInt64(steps), ordering: .relaxed)
  }
}
