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
  private let plan: RemixPlan
  private let mix: MixBuffers
  private let heard: HeardLevels
  private var goal: MasteringGoal
  private let format: SongFormat
  private let tags: SongTags
  private var pieces: PieceEncoding?
  private let ownWork: MasteringWork
  private let board: SharedValue<ProcessBoard>
  private let logger: Logger
  private var found = GainSearch.Finding()

  /// - Parameters:
  ///   - pieces: `nil` for formats that only one process can write.
  ///   - ownWork: For what no worker can do.
  init(
    plan: RemixPlan, mix: MixBuffers, heard: HeardLevels, goal: MasteringGoal, format: SongFormat, tags: SongTags,
    pieces: PieceEncoding?, ownWork: MasteringWork, board: SharedValue<ProcessBoard>, logger: Logger
  ) {
    self.plan = plan
    self.mix = mix
    self.heard = heard
    self.goal = goal
    self.format = format
    self.tags = tags
    self.pieces = pieces
    self.ownWork = ownWork
    self.board = board
    self.logger = logger
  }

  /// Encodings until the true peak is as asked; peaks that are too high are lowered each time, so two are usually the most.
  static let encodingLimit = 8
  /// So many decibels more of relief on average are heard in the loudness.
  private static let audibleReliefDB = 0.05
  /// Encodings after which the decoded loudness may still be corrected; then it is only the peaks' turn.
  private static let loudnessCorrections = 4
  private static let loudnessToleranceLU = 0.2

  /// Writes the remix to `output`, with the gains that were found, piece by piece, while others are encoded: for gains that can
  /// be relied on.
  ///
  /// - Parameter follower: Told of what is there; if that is for good, this is done, or the job has failed.
  /// - Returns: The loudness, or `nil` if that is not done. Then `run` is to do it, on what may be written again.
  func runAtOnce(
    to output: Int32, tasks: borrowing StageTasks, follower: OutputFollower?
  ) throws(JobFailure) -> (gainDB: Double, loudnessLUFS: Double?)? {
    guard let pieces, found.loudnessLUFS != nil else { return nil }
    let isDone = try pieces.encodeAndMend(to: output, tasks: tasks, work: ownWork, follower: follower)
    let loudness = heard.loudnessLUFS
    tell(1, peaks: heard.excessivePeaks, loudness: loudness)
    if let follower, follower.isForGood {
      guard isDone else { throw Self.noStream }
    } else {
      let lack = loudness.map { abs($0 - plan.options.targetLoudnessLUFS) } ?? 0
      guard isDone, found.isOutOfReach || lack <= Self.loudnessToleranceLU else {
        follower?.takeBack()
        return nil
      }
    }
    return (found.gainDB, loudness)
  }

  private static var noStream: JobFailure {
    .outputWriteFailed(reason: "LAME's frames do not make a stream; please report this file and its options")
  }

  /// Writes the remix to `output`, with the gains that were found.
  ///
  /// - Returns: What the mix was made louder by, and the loudness that came of it: `nil` for what is silent or very short.
  mutating func run(
    to output: Int32, tasks: borrowing StageTasks
  ) throws(JobFailure) -> (gainDB: Double, loudnessLUFS: Double?) {
    // Some may have been taken off in what was given up.
    mix.clearRelief()
    var metReliefDB = 0.0
    try encode(to: output, tasks: tasks)
    // Of the first encoding with each gain: mended stretches are too short to be heard in it, and what they would change
    // in its last digits depends on how they were mended.
    var loudness = heard.loudnessLUFS
    for attempt in 1... {
      let peaks = heard.excessivePeaks
      tell(attempt, peaks: peaks, loudness: loudness)
      let lack = loudness.map { plan.options.targetLoudnessLUFS - $0 } ?? 0
      // Where the peaks allow no more, asking for more would only change what they sound like.
      let isLoudEnough = abs(lack) <= Self.loudnessToleranceLU || found.isOutOfReach
      let isSettled = isLoudEnough || attempt > Self.loudnessCorrections
      if peaks.isEmpty && isSettled || attempt == Self.encodingLimit {
        try write(to: output)
        return (found.gainDB, loudness)
      }
      var watch = PeakWatch(heard)
      var spots = watch.spots(before: .max, isLast: true).map { PeakSpot(peaks: $0.peaks, attempts: attempt - 1) }
      let changed = spots.indices.map { PeakMending.relieve(&spots[$0], of: mix) }
      if !isSettled { goal.aim(higherByLU: lack) }
      let relief = mix.meanReliefDB
      // Another gain brings other peaks: it is changed only for what can be heard.
      if !isSettled || relief > metReliefDB + Self.audibleReliefDB {
        findGains()
        metReliefDB = relief
        try encode(to: output, tasks: tasks)
        loudness = heard.loudnessLUFS
      } else if try pieces?.mend(Array(zip(spots, changed)), tasks: tasks) == true {
        logger.debug("mended \(spots.count) spots")
        try write(to: output)
        return (found.gainDB, loudness)
      } else {
        try encode(to: output, tasks: tasks)
      }
    }
    preconditionFailure("encodings are counted")
  }

  private func tell(_ attempt: Int, peaks: [HeardLevels.Peak], loudness: Double?) {
    let loudnesses = [found.loudnessLUFS, loudness].map { $0.map { "\(($0 * 100).rounded() / 100) LUFS" } ?? "silent" }
    let excess = peaks.reduce(0) { max($0, $1.excessDB) }
    logger.debug(
      "encoding \(attempt): \(loudnesses[0]) encoded, \(loudnesses[1]) decoded, \(peaks.count) peaks over the ceiling by up to \((excess * 100).rounded() / 100) dB"
    )
  }

  /// Finds the gains from the levels of the mix.
  ///
  /// - Returns: What the mix is made louder by, in decibels.
  @discardableResult
  mutating func findGains() -> Double {
    board.value.enter(.mastering, steps: 0)
    let search = GainSearch(
      truePeakCeilingDB: goal.truePeakCeilingDB, compression: MasteringGoal.compression,
      targetLUFS: plan.options.targetLoudnessLUFS)
    let (levels, relief) = (mix.levels, mix.relief)
    found = search.gains(for: levels.profile, loudness: goal.loudnessLUFS, relief: relief.span)
    mix.setGains(found.gains)
    return found.gainDB
  }

  /// Encodes all: pieces into memory, anything else straight to `output`.
  private func encode(to output: Int32, tasks: borrowing StageTasks) throws(JobFailure) {
    if let pieces {
      if try pieces.encode(tasks: tasks) { return }
      logger.notice("the encoded pieces do not fit together: one process encodes them all")
      guard try !pieces.encodeAlone(by: ownWork) else { return }
      throw .outputWriteFailed(reason: "LAME's frames are not as expected; please report this file and its options")
    }
    try encodeInOrder(to: output, tasks: tasks)
    try listen(to: output)
  }

  private func empty(_ output: Int32) throws(JobFailure) {
    guard ftruncate(output, 0) == 0 else { throw .outputWriteFailed(reason: "\(Errno.current)") }
  }

  /// Writes the pieces, unless all is written already.
  private func write(to output: Int32) throws(JobFailure) {
    if pieces != nil { try empty(output) }
    if let pieces, try !pieces.write(to: output) {
      throw Self.noStream
    }
  }

  /// Encodes in order while the workers limit the segments that come next.
  private func encodeInOrder(to output: Int32, tasks: borrowing StageTasks) throws(JobFailure) {
    try empty(output)
    board.value.enter(.encoding, steps: plan.segmentCount)
    var writer = try audio { () throws(AudioFileError) in
      try SongWriter(descriptor: output, format: format, sampleCount: plan.sampleCount, tags: tags)
    }
    guard let window = mix.limited else { preconditionFailure("the window is there for this") }
    var nextToSubmit = 0
    var nextToEncode = 0
    var limited: Set<Int> = []
    while nextToEncode < plan.segmentCount {
      while nextToSubmit < min(plan.segmentCount, nextToEncode + MixBuffers.window) {
        tasks.submit(.master, chunk: nextToSubmit)
        nextToSubmit += 1
      }
      let done = try tasks.finished(timeoutMilliseconds: limited.contains(nextToEncode) ? 0 : 100) { task in
        window.checksum(of: mix.slot(ofSegment: Int(task.chunk)))
      }
      limited.formUnion(done.map { Int($0.chunk) })
      guard limited.remove(nextToEncode) != nil else { continue }
      try audio { () throws(AudioFileError) in
        try writer.write(window.span.extracting(mix.slot(ofSegment: nextToEncode)))
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
