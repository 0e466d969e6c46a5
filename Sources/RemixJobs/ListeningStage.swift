import AnalysisFiles
import Audio
import AudioFiles
import BeatTracking
import SharedMemory
import SignalProcessing
import Supervision
import Synchronization

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
    var decoder = try audio { () throws(AudioFileError) in try DecodingStream(descriptor: input) }
    let (measures, activation, hints) = try crew.withWorkers(
      doing: { _ in AnalysisWork(arrays).perform },
      directedBy: { tasks throws(JobFailure) in
        try decode(with: &decoder, into: arrays, tasks: tasks)
        try finish(arrays, tasks)
        return try hear(arrays, tasks)
      })
    let powers = arrays.gatingBlockPowers
    let analysis = SongAnalysis(measures, activation: activation, gatingBlockPowers: powers.span, hints: hints)
    return HeardSong(
      analysis: analysis, hints: hints,
      warnings: warnings(of: decoder) + AnalysisWarnings.of(analysis, hints: hints))
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

  /// Samples per read of the decoder: often enough to keep the workers busy and the progress smooth.
  private static let blockLength = 1 << 16

  private func decode(
    with decoder: inout DecodingStream, into arrays: ListeningArrays, tasks: borrowing StageTasks
  ) throws(JobFailure) {
    let source = arrays.source
    let longest = Int(limits.decodedMinutes * 60) * WorkingFormat.sampleRate
    var sampleCount = 0
    var nextChunk = 0
    while true {
      let room = sampleCount..<(sampleCount + Self.blockLength)
      try sharedMemory { () throws(SharedMemoryError) in try source.grow(to: room.upperBound) }
      let added = try audio { () throws(AudioFileError) in
        var slot = source.slot(room)
        return try decoder.read(into: &slot)
      }
      if added == 0 { break }
      sampleCount += added
      if sampleCount > longest { throw .inputTooLong(limitMinutes: limits.decodedMinutes) }
      source.publish(count: sampleCount)
      source.letGo()
      try makeRoom(arrays, forSamples: sampleCount)
      while AnalysisChunks.samplesNeeded(for: nextChunk) <= sampleCount {
        tasks.submit(.analyse, chunk: nextChunk)
        nextChunk += 1
      }
      board.value.finishedSteps.store(UInt64(decoder.fractionRead * 1_000), ordering: .relaxed)
      try collect(arrays, tasks, timeoutMilliseconds: 0)
    }
    guard sampleCount > 0 else { throw .notUsableAudio(reason: "it holds no audio") }
    for chunk in nextChunk..<max(nextChunk, AnalysisChunks.count(forSamples: sampleCount)) {
      tasks.submit(.analyse, chunk: chunk)
    }
  }

  private func makeRoom(_ arrays: ListeningArrays, forSamples sampleCount: Int) throws(JobFailure) {
    try sharedMemory { () throws(SharedMemoryError) in
      try arrays.features.grow(
        to: FeatureExtractor.frameCount(forSamples: sampleCount) * FeatureExtractor.floatsPerFrame)
      try arrays.gatingBlockPowers.grow(to: Loudness.blockCount(forSamples: sampleCount))
    }
  }

  private func finish(_ arrays: ListeningArrays, _ tasks: borrowing StageTasks) throws(JobFailure) {
    while tasks.unfinishedCount > 0 { try collect(arrays, tasks, timeoutMilliseconds: 100) }
  }

  private func collect(
    _ arrays: ListeningArrays, _ tasks: borrowing StageTasks, timeoutMilliseconds: Int
  ) throws(JobFailure) {
    _ = try tasks.finished(timeoutMilliseconds: timeoutMilliseconds) { arrays.checksum(of: $0) }
    arrays.letGo()
  }

  private func warnings(of decoder: borrowing DecodingStream) -> [String] {
    var warnings: [String] = []
    if decoder.silencedSampleCount > 0 {
      warnings.append("\(decoder.silencedSampleCount) samples were not numbers and were silenced")
    }
    if decoder.isTruncated { warnings.append("the file is cut off or damaged: what could be read was used") }
    return warnings
  }
}
