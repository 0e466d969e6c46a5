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
  let source: SharedStereo
  /// Whether nobody needs the song any more once it is rendered.
  let isLastUseOfSong: Bool
  let plan: RemixPlan
  /// Recordings that take the place of instruments.
  let samples: InstrumentSamples
  let format: SongFormat
  /// The title of a song whose tags have none.
  let fallbackTitle: String?
  let board: SharedValue<ProcessBoard>

  /// Writes the remix to `output`.
  ///
  /// - Parameters:
  ///   - stems: Takes the measure of the groups, if they are to be written, too.
  ///   - follower: `nil` if nobody asks for the bytes of `output` before all are written.
  ///   - whenRendered: Called before the first byte of `output` is there.
  /// - Returns: What the remix was made from, for further products.
  func run(
    tagsFrom input: Int32, output: Int32, stems: StemBuffers?, follower: OutputFollower?, crew: inout WorkCrew,
    whenRendered: (RenderedRemix) throws(JobFailure) -> Void
  ) throws(JobFailure) -> FinishedRemix {
    let (plan, limits) = (plan, crew.request.limits)
    let follower = MasteringGoal.isSure(plan.options, format) ? follower : nil
    let tags = remixTags(input, plan: plan)
    let goal = try MasteringGoal(options: plan.options, format: format)
    let pieces = try pieceBuffers(crew.request, isOpenedSoon: follower != nil)
    let mix = try sharedMemory { () throws(SharedMemoryError) in
      try MixBuffers(
        plan: plan, isExact: format.isLossless, isEncodedInOrder: pieces == nil,
        placement: limits.placement(ofSamples: plan.sampleCount))
    }
    let heard = try sharedMemory { () throws(SharedMemoryError) in
      try HeardLevels(sampleCount: plan.sampleCount, ceilingDB: goal.decodedCeilingDB)
    }
    let source = self.source
    let instruments = RemixInstruments(for: plan, samples: samples)
    let band = try sharedMemory { () throws(SharedMemoryError) in try RemixBand(instruments) }
    let (board, logger) = (board, crew.roles.logger)
    let master = Master(
      truePeakCeilingDB: goal.truePeakCeilingDB, targetLUFS: plan.options.targetLoudnessLUFS)
    func masteringWork(_ showLife: @escaping () -> Void) -> MasteringWork {
      MasteringWork(plan: plan, mix: mix, master: master, pieces: pieces, heard: heard) {
        showLife()
        board.value.advance()
      }
    }
    try crew.withWorkers(
      doing: { _ in
        RemixWork(plan: plan, band: band, source: source, mix: mix, stems: stems).perform
      },
      directedBy: { [workerCount = crew.request.crew.workerCount] tasks throws(JobFailure) in
        try makeDrums(band, tasks: tasks)
        try render(plan, mix: mix, workerCount: workerCount, tasks: tasks)
      })
    var encoding = RemixEncoding(
      plan: plan, mix: mix, heard: heard, goal: goal, format: format, tags: tags,
      pieces: pieces.map { PieceEncoding(buffers: $0, mix: mix, heard: heard, tags: tags, board: board) },
      ownWork: masteringWork { board.value.supervisor.showLife() }, board: board, logger: logger)
    var rendered = RenderedRemix(
      plan: plan, mix: mix, band: band, tags: tags, gainDB: encoding.findGains())
    try whenRendered(rendered)
    // Forked anew, they have none of the instruments and slices in memory that rendering needed.
    let (finalGainDB, loudness) = try crew.withWorkers(
      doing: { showLife in masteringWork(showLife).perform },
      directedBy: { tasks throws(JobFailure) in
        if MasteringGoal.isSure(plan.options, format),
          let done = try encoding.runAtOnce(to: output, tasks: tasks, follower: follower)
        {
          return done
        }
        return try encoding.run(to: output, tasks: tasks)
      })
    rendered.gainDB = finalGainDB
    return FinishedRemix(rendered: rendered, loudnessLUFS: loudness)
  }

  /// Has all drums made, which segments need.
  private func makeDrums(_ band: RemixBand, tasks: borrowing StageTasks) throws(JobFailure) {
    board.value.enter(.rendering, steps: plan.segmentCount)
    for drum in 0..<band.drumCount { tasks.submit(.makeDrum, chunk: drum) }
    while tasks.unfinishedCount > 0 {
      _ = try tasks.finished(timeoutMilliseconds: 100) { band.checksum(ofDrum: Int($0.chunk)) }
    }
  }

  /// Renders all segments, and has the levels measured of what is there.
  private func render(
    _ plan: RemixPlan, mix: MixBuffers, workerCount: Int, tasks: borrowing StageTasks
  ) throws(JobFailure) {
    for segment in Self.renderingOrder(of: plan.segmentCount, workerCount: workerCount) {
      tasks.submit(.render, chunk: segment)
    }
    var release = isLastUseOfSong ? SongRelease(source, plan: plan) : nil
    var done = Set<Int>()
    var (complete, measured) = (0, 0)
    while tasks.unfinishedCount > 0 {
      let finished = try tasks.finished(timeoutMilliseconds: 100) { task in
        switch TaskKind(task) {
        case .measure: mix.levels.checksum(ofChunk: Int(task.chunk))
        default: mix.rendered.checksum(of: plan.range(ofSegment: Int(task.chunk)))
        }
      }
      mix.rendered.letGo()
      for task in finished where TaskKind(task) == .render {
        done.insert(Int(task.chunk))
        release?.isRendered(Int(task.chunk))
        board.value.advance()
      }
      while done.remove(complete) != nil { complete += 1 }
      let end = complete == plan.segmentCount ? plan.sampleCount : plan.range(ofSegment: complete).lowerBound
      while measured < mix.levels.chunkCount, mix.levels.samples(ofChunk: measured).upperBound <= end {
        tasks.submit(.measure, chunk: measured)
        measured += 1
      }
    }
  }

  /// The order of segments in which each worker has a run of neighbours, which share notes and slices.
  private static func renderingOrder(of count: Int, workerCount: Int) -> [Int] {
    (0...count / workerCount).flatMap { step in
      (0..<workerCount).compactMap { run in
        let segment = count * run / workerCount + step
        return segment < count * (run + 1) / workerCount ? segment : nil
      }
    }
  }

  /// Where pieces of the remix go that the workers encode; `nil` for formats that only one process can write.
  private func pieceBuffers(_ request: JobRequest, isOpenedSoon: Bool) throws(JobFailure) -> PieceBuffers? {
    guard case .mp3(let settings) = format, settings.isJoinable else { return nil }
    let (sampleCount, workerCount) = (plan.sampleCount, request.crew.workerCount)
    let limits = request.limits
    return try sharedMemory { () throws(SharedMemoryError) in
      try PieceBuffers(
        settings: settings, sampleCount: sampleCount, workerCount: workerCount, isOpenedSoon: isOpenedSoon,
        placement: limits.placement(ofSamples: sampleCount), fault: request.fault)
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

/// A remix that sounds as it will but for the limiter, and what it was made from.
struct RenderedRemix {
  let plan: RemixPlan
  let mix: MixBuffers
  let band: RemixBand
  let tags: SongTags
  /// What the mix is made louder by before the limiter; it may be corrected a little when the remix was encoded.
  fileprivate(set) var gainDB: Double
}

/// A remix that was written.
struct FinishedRemix {
  let rendered: RenderedRemix
  /// As near to the target as the peaks allow; `nil` for what is silent or very short.
  let loudnessLUFS: Double?

  var plan: RemixPlan { rendered.plan }
}

extension Key {
  /// As ID3v2's TKEY has it: at most three characters, `m` for minor.
  var tagName: String {
    let name = description.split(separator: " ").first.map(String.init) ?? ""
    return mode == .minor ? name + "m" : name
  }
}
