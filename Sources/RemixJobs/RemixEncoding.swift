import Audio
import AudioFiles
import Glibc
import Logging
import Processes
import Remixing
import SharedMemory
import SignalProcessing
import Supervision
import SystemPackage

/// Masters and encodes a mix until what is heard of it is as asked.
struct RemixEncoding {
  let plan: RemixPlan
  let mix: MixBuffers
  let heard: HeardLevels
  var goal: MasteringGoal
  let format: SongFormat
  let tags: SongTags
  /// `nil` for formats that only one process can write.
  var pieces: PieceEncoding?
  /// For what no worker can do.
  let ownWork: MasteringWork
  let board: SharedValue<ProcessBoard>
  let logger: Logger

  /// Encodings until the true peak is as asked; peaks that are too high are lowered each time, so two are usually the most.
  private static let encodingLimit = 8
  /// So many decibels more of relief on average are heard in the loudness.
  private static let audibleReliefDB = 0.05
  /// Encodings after which the decoded loudness may still be corrected; then it is only the peaks' turn.
  private static let loudnessCorrections = 4
  private static let loudnessToleranceLU = 0.2

  /// Writes the remix to `output`.
  ///
  /// - Returns: What the mix was made louder by, and the loudness that came of it: `nil` for what is silent or very short.
  mutating func run(
    to output: Int32, tasks: borrowing StageTasks
  ) throws(JobFailure) -> (gainDB: Double, loudnessLUFS: Double?) {
    board.value.enter(.mastering, steps: 0)
    var found = findGains()
    var metReliefDB = 0.0
    try encode(to: output, tasks: tasks)
    for attempt in 1... {
      let peaks = heard.excessivePeaks
      let loudness = heard.loudnessLUFS
      tell(attempt, peaks: peaks, loudness: loudness, found)
      let lack = loudness.map { plan.options.targetLoudnessLUFS - $0 } ?? 0
      // Where the peaks allow no more, asking for more would only change what they sound like.
      let isLoudEnough = abs(lack) <= Self.loudnessToleranceLU || found.isOutOfReach
      let isSettled = isLoudEnough || attempt > Self.loudnessCorrections
      if peaks.isEmpty && isSettled || attempt == Self.encodingLimit {
        try write(to: output, tasks: tasks)
        return (found.gainDB, loudness)
      }
      let changed = mix.relieve(peaks, attempt: attempt)
      if !isSettled { goal.aim(higherByLU: lack) }
      let relief = mix.meanReliefDB
      // Another gain brings other peaks: it is changed only for what can be heard.
      if !isSettled || relief > metReliefDB + Self.audibleReliefDB {
        found = findGains()
        metReliefDB = relief
      } else if try pieces?.mend(changed, tasks: tasks) == true {
        continue
      }
      try encode(to: output, tasks: tasks)
    }
    preconditionFailure("encodings are counted")
  }

  private func tell(_ attempt: Int, peaks: [HeardLevels.Peak], loudness: Double?, _ found: GainSearch.Finding) {
    let loudnesses = [found.loudnessLUFS, loudness].map { $0.map { "\(($0 * 100).rounded() / 100) LUFS" } ?? "silent" }
    let excess = peaks.reduce(0) { max($0, $1.excessDB) }
    logger.debug(
      "encoding \(attempt): \(loudnesses[0]) encoded, \(loudnesses[1]) decoded, \(peaks.count) peaks over the ceiling by up to \((excess * 100).rounded() / 100) dB"
    )
  }

  private func findGains() -> GainSearch.Finding {
    let search = GainSearch(
      truePeakCeilingDB: goal.truePeakCeilingDB, compression: MasteringGoal.compression,
      targetLUFS: plan.options.targetLoudnessLUFS)
    let (levels, relief) = (mix.levels, mix.relief)
    let found = search.gains(for: levels.profile, loudness: goal.loudnessLUFS, relief: relief.span)
    mix.setGains(found.gains)
    return found
  }

  /// Encodes all: pieces into memory, anything else straight to `output`.
  private mutating func encode(to output: Int32, tasks: borrowing StageTasks) throws(JobFailure) {
    if let pieces {
      if try pieces.encode(tasks: tasks) { return }
      logger.notice("the encoded pieces do not fit together: one process encodes them all")
      if try pieces.encodeAlone(by: ownWork) { return }
    }
    pieces = nil
    try encodeInOrder(to: output, tasks: tasks)
    try listen(to: output)
  }

  /// Writes the pieces, unless all is written already.
  private mutating func write(to output: Int32, tasks: borrowing StageTasks) throws(JobFailure) {
    guard let pieces, try !pieces.write(to: output) else { return }
    self.pieces = nil
    try encodeInOrder(to: output, tasks: tasks)
  }

  /// Encodes in order while the workers limit the segments that come next.
  private func encodeInOrder(to output: Int32, tasks: borrowing StageTasks) throws(JobFailure) {
    guard ftruncate(output, 0) == 0 else { throw .outputWriteFailed(reason: "\(Errno.current)") }
    board.value.enter(.encoding, steps: plan.segmentCount)
    var writer = try audio { () throws(AudioFileError) in
      try SongWriter(descriptor: output, format: format, sampleCount: plan.sampleCount, tags: tags)
    }
    var nextToSubmit = 0
    var nextToEncode = 0
    var limited: Set<Int> = []
    while nextToEncode < plan.segmentCount {
      while nextToSubmit < min(plan.segmentCount, nextToEncode + MixBuffers.window) {
        tasks.submit(.master, chunk: nextToSubmit)
        nextToSubmit += 1
      }
      let done = try tasks.finished(timeoutMilliseconds: limited.contains(nextToEncode) ? 0 : 100) { task in
        mix.limited.checksum(of: mix.slot(ofSegment: Int(task.chunk)))
      }
      limited.formUnion(done.map { Int($0.chunk) })
      guard limited.remove(nextToEncode) != nil else { continue }
      try audio { () throws(AudioFileError) in
        let limited = mix.limited
        try writer.write(limited.span.extracting(mix.slot(ofSegment: nextToEncode)))
      }
      nextToEncode += 1
      board.value.advance()
    }
    do throws(AudioFileError) {
      try writer.finish()
    } catch {
      throw JobFailure(error)
    }
  }

  private func listen(to output: Int32) throws(JobFailure) {
    do throws(AudioFileError) {
      try DecodedListener(heard, origin: 0, owned: 0..<Int.max).listen(to: DecodingStream(descriptor: output))
    } catch {
      throw .outputWriteFailed(reason: "reading back what was written: \(error)")
    }
  }
}
