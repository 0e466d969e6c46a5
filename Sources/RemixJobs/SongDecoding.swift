import Audio
import AudioFiles
import BeatTracking
import Logging
import SharedMemory
import SignalProcessing
import Supervision
import Synchronization

/// What was noticed while a song was decoded.
struct DecodingNotes {
  var silencedSampleCount = 0
  var isTruncated = false
}

/// Has a song decoded, and each chunk analysed as soon as it is there.
struct SongDecoding {
  private let arrays: ListeningArrays
  private let limits: JobLimits
  private let workerCount: Int
  private let fault: InjectedFault?
  private let board: SharedValue<ProcessBoard>
  private let logger: Logger
  private var nextChunk = 0

  init(into arrays: ListeningArrays, for crew: WorkCrew) {
    self.arrays = arrays
    limits = crew.request.limits
    workerCount = crew.request.crew.workerCount
    fault = crew.request.fault
    board = crew.board
    logger = crew.roles.logger
  }

  /// Has the workers decode and analyse the song; what they cannot share is decoded here.
  ///
  /// - Parameter parts: `nil` if the song can only be decoded from its start.
  mutating func run(
    _ stream: inout DecodingStream, parts: DecodingParts?, tasks: borrowing StageTasks
  ) throws(JobFailure) -> DecodingNotes {
    var shared: DecodingNotes?
    if let parts { shared = try decode(parts, tasks: tasks) }
    let notes = if let shared { shared } else { try decodeInOrder(&stream, tasks: tasks) }
    let sampleCount = arrays.source.count
    guard sampleCount > 0 else { throw .notUsableAudio(reason: "it holds no audio") }
    for chunk in nextChunk..<max(nextChunk, AnalysisChunks.count(forSamples: sampleCount)) {
      tasks.submit(.analyse, chunk: chunk)
    }
    try finish(tasks)
    return notes
  }

  /// Has the workers decode the song, part by part.
  ///
  /// - Returns: `nil` if the parts do not fit together, or are not what the file claims.
  private mutating func decode(
    _ parts: DecodingParts, tasks: borrowing StageTasks
  ) throws(JobFailure) -> DecodingNotes? {
    try sharedMemory { () throws(SharedMemoryError) in try arrays.decodedParts.grow(to: parts.count) }
    arrays.decodedParts.publish(count: parts.count)
    var notes = DecodingNotes()
    var (submitted, joined, patience) = (0, 0, 1)
    var done: Set<Int> = []
    while joined < parts.count {
      // Chunks of what is there are analysed before much more is decoded: it may still be in a cache.
      while submitted < min(parts.count, joined + 2 * workerCount) {
        tasks.submit(.decode, chunk: submitted, argument: 1)
        submitted += 1
      }
      for task in try collect(tasks, timeoutMilliseconds: 100) where TaskKind(task) == .decode {
        done.insert(Int(task.chunk))
      }
      while done.remove(joined) != nil {
        let part = arrays.decodedPart(joined)
        guard fits(part, number: joined, of: parts) else {
          guard patience < DecodingParts.mostPatience else {
            try giveUp(tasks)
            return nil
          }
          patience += 1
          tasks.submit(.decode, chunk: joined, argument: UInt64(patience))
          break
        }
        patience = 1
        notes.silencedSampleCount += part.silencedSampleCount
        notes.isTruncated = part.isTruncated
        joined += 1
        try publish(parts.start(of: joined - 1) + part.sampleCount, tasks: tasks)
        board.value.finishedSteps.store(UInt64(joined * 1_000 / parts.count), ordering: .relaxed)
      }
    }
    return notes
  }

  /// Forgets all that was decoded.
  private mutating func giveUp(_ tasks: borrowing StageTasks) throws(JobFailure) {
    logger.debug("the decoded parts do not fit together: one process decodes them all")
    try finish(tasks)
    nextChunk = 0
    arrays.source.publish(count: 0)
  }

  /// Whether a part begins with what the one before it ends with, and is as long as it should be.
  private func fits(_ part: DecodedPart, number: Int, of parts: DecodingParts) -> Bool {
    guard parts.isExpected(part.sampleCount, ofPart: number) else { return false }
    if number == 0 { return true }
    if fault == .misfit { return false }
    let end = arrays.source.count
    return part.leadChecksum == arrays.source.checksum(of: end - DecodingParts.sharedLength..<end)
  }

  /// Samples per read of the decoder: often enough to keep the workers busy and the progress smooth.
  private static let blockLength = 1 << 16

  private mutating func decodeInOrder(
    _ stream: inout DecodingStream, tasks: borrowing StageTasks
  ) throws(JobFailure) -> DecodingNotes {
    var block = StereoBuffer(count: Self.blockLength)
    var sampleCount = 0
    while true {
      let added = try audio { () throws(AudioFileError) in
        var span = block.mutableSpan
        return try stream.read(into: &span)
      }
      if added == 0 { break }
      let source = arrays.source
      try sharedMemory { () throws(SharedMemoryError) in
        try source.write(block.span.extracting(0..<added), at: sampleCount)
      }
      sampleCount += added
      try publish(sampleCount, tasks: tasks)
      board.value.finishedSteps.store(UInt64(stream.fractionRead * 1_000), ordering: .relaxed)
      _ = try collect(tasks, timeoutMilliseconds: 0)
    }
    return DecodingNotes(silencedSampleCount: stream.silencedSampleCount, isTruncated: stream.isTruncated)
  }

  /// Makes known that samples are there, and has the chunks analysed that are whole now.
  private mutating func publish(_ sampleCount: Int, tasks: borrowing StageTasks) throws(JobFailure) {
    if sampleCount > limits.longestSong { throw .inputTooLong(limitMinutes: limits.decodedMinutes) }
    arrays.source.publishWritten(count: sampleCount)
    try sharedMemory { () throws(SharedMemoryError) in
      try arrays.features.grow(
        to: FeatureExtractor.frameCount(forSamples: sampleCount) * FeatureExtractor.floatsPerFrame)
      try arrays.gatingBlockPowers.grow(to: Loudness.blockCount(forSamples: sampleCount))
    }
    while AnalysisChunks.samplesNeeded(for: nextChunk) <= sampleCount {
      tasks.submit(.analyse, chunk: nextChunk)
      nextChunk += 1
    }
  }

  private func finish(_ tasks: borrowing StageTasks) throws(JobFailure) {
    while tasks.unfinishedCount > 0 { _ = try collect(tasks, timeoutMilliseconds: 100) }
  }

  private func collect(
    _ tasks: borrowing StageTasks, timeoutMilliseconds: Int
  ) throws(JobFailure) -> [WorkerTask] {
    let done = try tasks.finished(timeoutMilliseconds: timeoutMilliseconds) { arrays.checksum(of: $0) }
    arrays.letGo()
    return done
  }
}
