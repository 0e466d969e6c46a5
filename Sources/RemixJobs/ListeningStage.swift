import AnalysisFiles
import Audio
import AudioFiles
import BeatTracking
import SharedMemory
import SignalProcessing
import Supervision

/// A song after listening.
struct HeardSong {
  let analysis: SongAnalysis
  /// What the analysis was told beforehand.
  let hints: AnalysisHints
  /// What a listener should know of the input and the analysis, in words.
  let warnings: [String]
}

/// Decodes the song and has it analysed, chunk by chunk, while the decoding goes on.
struct ListeningStage {
  let source: SharedStereo
  let limits: JobLimits
  let hints: AnalysisHints
  /// Beats in place of those of the hints.
  let beats: BeatsFile?
  let board: SharedValue<ProcessBoard>

  func run(input: Int32, crew: inout WorkCrew) throws(JobFailure) -> HeardSong {
    board.value.enter(.listening, steps: 1_000)
    let source = self.source
    let placement = limits.placement(ofSamples: source.capacity)
    let arrays = try sharedMemory { () throws(SharedMemoryError) in
      try ListeningArrays(source: source, placement: placement)
    }
    var stream = try audio { () throws(AudioFileError) in try DecodingStream(descriptor: input) }
    let parts = DecodingParts(of: stream, longest: limits.longestSong)
    var decoding = SongDecoding(into: arrays, for: crew)
    var notes = DecodingNotes()
    let (measures, activation, hints) = try crew.withWorkers(
      using: [input] + source.descriptors,
      doing: { showLife in AnalysisWork(arrays, input: input, parts: parts, showLife: showLife).perform },
      directedBy: { tasks throws(JobFailure) in
        notes = try decoding.run(&stream, parts: parts, tasks: tasks)
        return try hear(arrays, tasks)
      })
    let powers = arrays.gatingBlockPowers
    let analysis = SongAnalysis(measures, activation: activation, gatingBlockPowers: powers.span, hints: hints)
    return HeardSong(
      analysis: analysis, hints: hints,
      warnings: warnings(notes) + AnalysisWarnings.of(analysis, hints: hints))
  }

  /// Measures the song, whose features are all known, while the workers ask the network.
  private func hear(_ arrays: ListeningArrays, _ tasks: borrowing StageTasks) throws(JobFailure) -> (
    SongMeasures, BeatActivation?, AnalysisHints
  ) {
    let sampleCount = arrays.source.count
    let frameCount = FeatureExtractor.frameCount(forSamples: sampleCount)
    arrays.features.publish(count: frameCount * FeatureExtractor.floatsPerFrame)
    arrays.gatingBlockPowers.publish(count: Loudness.blockCount(forSamples: sampleCount))
    let hints = try hints(forSamples: sampleCount)
    if hints.asksNetwork {
      let count = BeatListener.rowCount(forFrames: frameCount) * BeatListener.floatsPerRow
      try sharedMemory { () throws(SharedMemoryError) in try arrays.activations.grow(to: count) }
      arrays.activations.publish(count: count)
      for part in 0..<ActivationParts.count(forFrames: frameCount) { tasks.submit(.hearBeats, chunk: part) }
    }
    let (song, features, activations) = (arrays.source, arrays.features, arrays.activations)
    let measures = SongMeasures(features: features.span, source: song.span) { arrays.letGo() }
    try finish(arrays, tasks)
    let activation = hints.asksNetwork ? BeatActivation(rows: activations.span, frameCount: frameCount) : nil
    return (measures, activation, hints)
  }

  /// The hints, with the beats of the file.
  private func hints(forSamples sampleCount: Int) throws(JobFailure) -> AnalysisHints {
    guard let beats else { return hints }
    var hints = hints
    do throws(BeatsFileError) {
      let given = try beats.within(durationSeconds: WorkingFormat.seconds(ofSamples: sampleCount))
      hints.beats = given.beats
      hints.downbeats = given.downbeats
    } catch {
      throw .beatsUnusable(reason: "\(error)")
    }
    return hints
  }

  private func finish(_ arrays: ListeningArrays, _ tasks: borrowing StageTasks) throws(JobFailure) {
    while tasks.unfinishedCount > 0 {
      _ = try tasks.finished(timeoutMilliseconds: 100) { arrays.checksum(of: $0) }
      arrays.letGo()
    }
  }

  private func warnings(_ notes: DecodingNotes) -> [String] {
    var warnings: [String] = []
    if notes.silencedSampleCount > 0 {
      warnings.append("\(notes.silencedSampleCount) samples were not numbers and were silenced")
    }
    if notes.isTruncated { warnings.append("the file is cut off or damaged: what could be read was used") }
    return warnings
  }
}
