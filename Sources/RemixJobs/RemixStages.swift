import Audio
import AudioFiles
import BeatTracking
import Glibc
import Processes
import Remixing
import SharedMemory
import SignalProcessing
import Supervision
import Synthesis
import SystemPackage

/// From the analysis to the sound file: plan, render, find the gain, then limit and encode in step.
struct RemixStages {
  let workspace: Workspace
  let plan: RemixPlan
  /// Recordings that take the place of instruments.
  let samples: InstrumentSamples
  let format: SongFormat
  /// The title of a song whose tags have none.
  let fallbackTitle: String?
  let board: SharedValue<ProcessBoard>

  /// Encodings until the true peak is as asked; peaks that are too high are lowered each time, so two are usually the most.
  private static let encodingLimit = 8
  /// So many decibels more of relief on average are heard in the loudness.
  private static let audibleReliefDB = 0.05
  /// Encodings after which the decoded loudness may still be corrected; then it is only the peaks' turn.
  private static let loudnessCorrections = 4
  private static let loudnessToleranceLU = 0.2

  /// Writes the remix to `output`.
  ///
  /// - Parameter stems: Takes the measure of the groups, if they are to be written, too.
  /// - Returns: What the remix was made from, for further products.
  func run(tagsFrom input: Int32, output: Int32, stems: StemBuffers?, crew: inout WorkCrew) throws(JobFailure)
    -> FinishedRemix
  {
    let plan = plan
    let tags = remixTags(input, plan: plan)
    let mix = try sharedMemory { () throws(SharedMemoryError) in try MixBuffers(plan: plan) }
    let (workspace, samples) = (self.workspace, self.samples)
    let pieces = try pieceBuffers(workerCount: crew.request.crew.workerCount)
    let board = board
    let goal = try MasteringGoal(options: plan.options, format: format)
    let (found, loudness) = try crew.withWorkers(
      doing: {
        RemixWork(
          plan: plan, samples: samples, workspace: workspace, mix: mix, stems: stems, pieces: pieces, board: board
        ).perform
      },
      directedBy: { tasks throws(JobFailure) in
        try render(plan, mix: mix, tasks: tasks)
        var search = GainSearch(goal: goal, plan: plan, mix: mix, board: board)
        var found = try search.run(tasks)
        var metReliefDB = 0.0
        for encoding in 1... {
          let setting = MasterSetting(gainDB: found.gainDB, goal: search.goal)
          try encode(mix, pieces: pieces, setting: setting, tags: tags, output: output, tasks: tasks)
          let heard = try WrittenRemix(of: output, ceilingDB: goal.decodedCeilingDB)
          let lack = heard.loudnessLUFS.map { plan.options.targetLoudnessLUFS - $0 } ?? 0
          // Where the peaks allow no more, asking for more would only change what they sound like.
          let isLoudEnough = abs(lack) <= Self.loudnessToleranceLU || found.isOutOfReach
          let isSettled = isLoudEnough || encoding > Self.loudnessCorrections
          if heard.peaks.isEmpty && isSettled || encoding == Self.encodingLimit { return (found, heard.loudnessLUFS) }
          mix.relieve(heard.peaks, attempt: encoding)
          if !isSettled { search.goal.aim(higherByLU: lack) }
          let relief = mix.meanReliefDB
          // Another gain brings other peaks: it is changed only for what can be heard.
          if !isSettled || relief > metReliefDB + Self.audibleReliefDB {
            found = try search.settledAnew(from: found.gainDB, tasks)
            metReliefDB = relief
          }
        }
        preconditionFailure("encodings are counted")
      })
    return FinishedRemix(
      plan: plan, mix: mix, samples: samples, gainDB: found.gainDB,
      loudnessLUFS: loudness, tags: tags)
  }

  private func render(_ plan: RemixPlan, mix: MixBuffers, tasks: borrowing StageTasks) throws(JobFailure) {
    board.value.enter(.rendering, steps: plan.segmentCount)
    for segment in 0..<plan.segmentCount { tasks.submit(.render, chunk: segment) }
    while tasks.unfinishedCount > 0 {
      let done = try tasks.finished(timeoutMilliseconds: 100) { task in
        mix.rendered.checksum(of: plan.range(ofSegment: Int(task.chunk)))
      }
      board.value.advance(by: done.count)
    }
    mix.rendered.publish(count: plan.sampleCount)
  }

  /// Where pieces of the remix go that the workers encode; `nil` for formats that only one process can write.
  private func pieceBuffers(workerCount: Int) throws(JobFailure) -> PieceBuffers? {
    guard case .mp3(let settings) = format, settings.isJoinable else { return nil }
    let sampleCount = plan.sampleCount
    return try sharedMemory { () throws(SharedMemoryError) in
      try PieceBuffers(settings: settings, sampleCount: sampleCount, workerCount: workerCount)
    }
  }

  private func encode(
    _ mix: MixBuffers, pieces: PieceBuffers?, setting: MasterSetting, tags: SongTags, output: Int32,
    tasks: borrowing StageTasks
  ) throws(JobFailure) {
    guard ftruncate(output, 0) == 0 else { throw .outputWriteFailed(reason: "\(Errno.current)") }
    if let pieces {
      let encoding = PieceEncoding(buffers: pieces, setting: setting, tags: tags, board: board)
      if try encoding.write(to: output, tasks: tasks) { return }
      guard ftruncate(output, 0) == 0 else { throw .outputWriteFailed(reason: "\(Errno.current)") }
    }
    try encodeInOrder(plan, mix: mix, setting: setting, tags: tags, output: output, tasks: tasks)
  }

  /// Encodes in order while the workers limit the segments that come next.
  private func encodeInOrder(
    _ plan: RemixPlan, mix: MixBuffers, setting: MasterSetting, tags: SongTags, output: Int32,
    tasks: borrowing StageTasks
  ) throws(JobFailure) {
    board.value.enter(.encoding, steps: plan.segmentCount)
    var writer = try audio { () throws(AudioFileError) in
      try SongWriter(descriptor: output, format: format, sampleCount: plan.sampleCount, tags: tags)
    }
    var nextToSubmit = 0
    var nextToEncode = 0
    var limited: Set<Int> = []
    while nextToEncode < plan.segmentCount {
      while nextToSubmit < min(plan.segmentCount, nextToEncode + MixBuffers.window) {
        tasks.submit(.master, chunk: nextToSubmit, argument: setting.argument)
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

  /// The song's own tags, with what the remix changes.
  private func remixTags(_ input: Int32, plan: RemixPlan) -> SongTags {
    // Tags that cannot be read are no reason to refuse a song.
    var tags = (try? SongTags(descriptor: input)) ?? SongTags()
    let title = tags.title ?? fallbackTitle
    tags.title = title.map { $0 + " (Wub Remix)" } ?? "Wub Remix"
    tags.beatsPerMinute = plan.grid.beatsPerMinute
    tags.initialKey = plan.key.key.tagName
    return tags
  }
}

/// A remix that was written, and what it was made from.
struct FinishedRemix {
  let plan: RemixPlan
  let mix: MixBuffers
  let samples: InstrumentSamples
  /// What the mix was made louder by before the limiter.
  let gainDB: Double
  /// As near to the target as the peaks allow; `nil` for what is silent or very short.
  let loudnessLUFS: Double?
  let tags: SongTags
}

extension Key {
  /// As ID3v2's TKEY has it: at most three characters, `m` for minor.
  var tagName: String {
    let name = description.split(separator: " ").first.map(String.init) ?? ""
    return mode == .minor ? name + "m" : name
  }
}
