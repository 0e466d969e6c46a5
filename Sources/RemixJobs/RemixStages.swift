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
  /// A relief of so many decibels on average is heard in the loudness.
  private static let audibleReliefDB = 0.05

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
    let goal = try MasteringGoal(options: plan.options, format: format)
    let found = try crew.withWorkers(
      doing: { RemixWork(plan: plan, samples: samples, workspace: workspace, mix: mix, stems: stems).perform },
      directedBy: { tasks throws(JobFailure) in
        try render(plan, mix: mix, tasks: tasks)
        let search = GainSearch(goal: goal, plan: plan, mix: mix, board: board)
        var found = try search.run(tasks)
        for encoding in 1...Self.encodingLimit {
          let setting = MasterSetting(gainDB: found.gainDB, goal: goal)
          try encode(plan, mix: mix, setting: setting, tags: tags, output: output, tasks: tasks)
          let peaks = try excessivePeaks(of: output, ceilingDB: goal.decodedCeilingDB)
          if peaks.isEmpty || encoding == Self.encodingLimit { break }
          mix.relieve(peaks, attempt: encoding)
          if mix.meanReliefDB > Self.audibleReliefDB { found = try search.settledAnew(from: found.gainDB, tasks) }
        }
        return found
      })
    return FinishedRemix(
      plan: plan, mix: mix, samples: samples, gainDB: found.gainDB,
      loudnessLUFS: plan.options.targetLoudnessLUFS - found.missingLU, tags: tags)
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

  /// Encodes in order while the workers limit the segments that come next.
  private func encode(
    _ plan: RemixPlan, mix: MixBuffers, setting: MasterSetting, tags: SongTags, output: Int32,
    tasks: borrowing StageTasks
  ) throws(JobFailure) {
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

  /// Where the file is too high as a listener hears it: coding to MP3 can lift peaks by more than the limiter allowed for.
  private func excessivePeaks(of output: Int32, ceilingDB: Double) throws(JobFailure) -> [ExcessivePeak] {
    let ceiling = Float(Decibels.gain(fromDB: ceilingDB))
    var meter = TruePeakMeter(above: ceiling)
    var block = StereoBuffer(count: PeakRelief.blockLength)
    var (position, excessive) = (0, [ExcessivePeak]())
    do throws(AudioFileError) {
      var stream = try DecodingStream(descriptor: output)
      while true {
        var samples = block.mutableSpan
        let count = try stream.read(into: &samples)
        if count == 0 { meter.finish() } else { meter.feed(block.span.extracting(0..<count)) }
        if let peak = meter.takePeak() {
          let excess = Decibels.decibels(fromGain: Double(peak / ceiling))
          excessive.append(ExcessivePeak(block: position / PeakRelief.blockLength, excessDB: excess))
        }
        if count == 0 { return excessive }
        position += count
      }
    } catch {
      throw .outputWriteFailed(reason: "reading back what was written: \(error)")
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
  /// As near to the target as the peaks allow.
  let loudnessLUFS: Double
  let tags: SongTags
}

extension Key {
  /// As ID3v2's TKEY has it: at most three characters, `m` for minor.
  var tagName: String {
    let name = description.split(separator: " ").first.map(String.init) ?? ""
    return mode == .minor ? name + "m" : name
  }
}
