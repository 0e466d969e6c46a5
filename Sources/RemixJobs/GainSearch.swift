import Remixing
import SharedMemory
import Supervision

/// Finds the gain at which the limited mix has the loudness that was asked for.
///
/// The limiter takes some loudness away again, so one look is not enough: the workers measure the mix as it is, then
/// limited at the gain found so far, until there is nothing to correct.
struct GainSearch {
  var goal: MasteringGoal
  let plan: RemixPlan
  let mix: MixBuffers
  let board: SharedValue<ProcessBoard>

  /// A gain, and what comes of it.
  struct Finding {
    /// 0 for a mix below every gate.
    var gainDB: Double
    /// What the encoder's input then lacks in loudness, in LU; less than 0 if it is too loud.
    var missingLU: Double

    /// Whether more gain would not help.
    var isOutOfReach: Bool { abs(missingLU) > 3 * LoudnessGoal.tolerance }
  }

  func run(_ tasks: borrowing StageTasks) throws(JobFailure) -> Finding {
    board.value.enter(.mastering, steps: 3 * plan.segmentCount)
    try measure(MasterSetting.noMaster, tasks)
    let powers = mix.powers
    let gainDB = LoudnessGoal.gainDB(
      unlimitedPowers: powers.span, target: goal.loudnessLUFS, compression: MasteringGoal.compression)
    return try settled(from: gainDB, tasks)
  }

  /// The gain for a goal that has moved, or that the relief of peaks has moved away from.
  ///
  /// - Parameter gainDB: What was right before.
  func settledAnew(from gainDB: Double, _ tasks: borrowing StageTasks) throws(JobFailure) -> Finding {
    board.value.enter(.mastering, steps: plan.segmentCount)
    return try settled(from: gainDB, tasks)
  }

  private func settled(from firstGainDB: Double, _ tasks: borrowing StageTasks) throws(JobFailure) -> Finding {
    let powers = mix.powers
    var gainDB = firstGainDB
    var missing = 0.0
    var before: LoudnessTry?
    for _ in 0..<LoudnessGoal.rounds {
      try measure(MasterSetting(gainDB: gainDB, goal: goal).argument, tasks)
      guard let result = LoudnessTry(gainDB: gainDB, limitedPowers: powers.span) else { break }
      let corrected =
        if let before {
          LoudnessGoal.correctedGainDB(after: result, before: before, target: goal.loudnessLUFS)
        } else {
          LoudnessGoal.correctedGainDB(
            gainDB, limitedPowers: powers.span, target: goal.loudnessLUFS, compression: MasteringGoal.compression)
        }
      before = result
      gainDB = corrected
      missing = goal.loudnessLUFS - result.loudnessLUFS
      if abs(missing) <= LoudnessGoal.tolerance { break }
    }
    return Finding(gainDB: gainDB, missingLU: missing)
  }

  private func measure(_ argument: UInt64, _ tasks: borrowing StageTasks) throws(JobFailure) {
    for segment in 0..<plan.segmentCount { tasks.submit(.measure, chunk: segment, argument: argument) }
    let powers = mix.powers
    while tasks.unfinishedCount > 0 {
      let done = try tasks.finished(timeoutMilliseconds: 100) { task in
        powers.checksum(of: LoudnessGoal.blocks(ofSegment: Int(task.chunk), of: plan))
      }
      board.value.advance(by: done.count)
    }
  }
}
