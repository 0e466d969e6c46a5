import Remixing
import SharedMemory
import SignalProcessing
import Supervision

/// Finds the gain at which the limited mix has the loudness that was asked for.
///
/// The limiter takes some loudness away again, so one correction is not enough: each round measures the mix at the
/// gain found so far, by the workers, and adds what is missing.
struct GainSearch {
  let goal: MasteringGoal
  let plan: RemixPlan
  let mix: MixBuffers
  let board: SharedValue<ProcessBoard>

  private static let roundLimit = 4
  private static let toleranceLU = 0.05

  /// - Returns: The gain in decibels; 0 for a mix below every gate.
  func run(_ tasks: borrowing StageTasks) throws(JobFailure) -> Double {
    let groupCount = LoudnessGroup.count(forSamples: plan.sampleCount)
    board.value.enter(.mastering, steps: Self.roundLimit * groupCount)
    var gainDB = 0.0
    for _ in 0..<Self.roundLimit {
      let setting = MasterSetting(gainDB: gainDB, goal: goal)
      for group in 0..<groupCount { tasks.submit(.measure, chunk: group, argument: setting.argument) }
      while tasks.unfinishedCount > 0 {
        let done = try tasks.finished(timeoutMilliseconds: 100) { task in
          mix.checksum(of: LoudnessGroup(Int(task.chunk), sampleCount: plan.sampleCount))
        }
        board.value.advance(by: done.count)
      }
      let powers = mix.powers
      guard let loudness = Loudness.integrated(gatingBlockPowers: powers.span) else { return 0 }
      let missing = goal.loudnessLUFS - loudness
      gainDB += missing
      if abs(missing) < Self.toleranceLU { break }
    }
    return gainDB
  }
}
