import AudioFiles
import Remixing
import SharedMemory
import Supervision

/// Has the pieces of a remix mastered and encoded by all workers, joins them, and has stretches of them mended.
final class PieceEncoding {
  private let buffers: PieceBuffers
  private let mix: MixBuffers
  private let heard: HeardLevels
  private let tags: SongTags
  private let board: SharedValue<ProcessBoard>
  private var joiner: MP3Joiner

  init(buffers: PieceBuffers, mix: MixBuffers, heard: HeardLevels, tags: SongTags, board: SharedValue<ProcessBoard>) {
    self.buffers = buffers
    self.mix = mix
    self.heard = heard
    self.tags = tags
    self.board = board
    joiner = MP3Joiner(pieces: buffers.pieces)
  }

  /// Encodes all of the remix, with the relief that there is.
  ///
  /// - Returns: Whether all pieces fit.
  func encode(tasks: borrowing StageTasks) throws(JobFailure) -> Bool {
    var round = begin(isRelieved: true)
    while !joiner.isComplete {
      round.submit(tasks, limit: .max)
      for task in try finished(tasks) { round.isDone(piece: Int(task.chunk)) }
      if !join(&round) {
        try drop(tasks)
        return false
      }
    }
    return true
  }

  /// Encodes all of the remix in this process: one piece has nothing that it would have to fit.
  ///
  /// - Parameter isRelieved: Whether with the relief that there is.
  /// - Returns: Whether it is an MP3 as it is expected.
  func encodeAlone(by work: MasteringWork, isRelieved: Bool = true) throws(JobFailure) -> Bool {
    let whole = buffers.pieces.whole
    joiner = MP3Joiner(pieces: whole)
    board.value.enter(.encoding, steps: whole.blockCount(ofPiece: 0))
    do {
      return joiner.append(try work.encoded(piece: 0, of: whole, patience: 1, isRelieved: isRelieved))
    } catch let error as AudioFileError {
      throw JobFailure(error)
    } catch {
      throw .noResources(reason: "\(error)")
    }
  }

  /// Encodes again what is made of lowered peaks, and lowers what is still too high, until nothing is.
  ///
  /// - Parameter spots: Each with the samples that are changed already.
  /// - Returns: Whether that is done; if not, all of the remix is to be encoded again: nothing fits, or it is too much.
  func mend(_ spots: [(spot: PeakSpot, changed: [Range<Int>])], tasks: borrowing StageTasks) throws(JobFailure) -> Bool
  {
    let pieces = buffers.pieces
    let mending = PeakMending(buffers: buffers, mix: mix, heard: heard)
    for (spot, changed) in spots { mending.add(spot, changed: changed) }
    guard mending.isWorthwhile else { return false }
    let stretches = spots.flatMap { pieces.stretches(changing: $0.changed) }
    board.value.enter(.encoding, steps: stretches.reduce(0) { $0 + pieces.blockCount(of: $1) })
    while !mending.isDone {
      var fits = mending.submit(tasks, freeSlots: 0..<pieces.count)
      if fits {
        for task in try finished(tasks) { fits = mending.take(slot: Int(task.chunk), into: joiner) && fits }
      }
      if !fits {
        try drop(tasks)
        return false
      }
    }
    return true
  }

  /// Writes what was encoded to `output`, which is empty.
  ///
  /// - Returns: Whether it is a stream; if not, part of it was written.
  func write(to output: Int32) throws(JobFailure) -> Bool {
    do throws(AudioFileError) {
      return try JoinedMP3Writer(descriptor: output, pieces: buffers.pieces, tags: tags).finish(joiner)
    } catch {
      throw JobFailure(error)
    }
  }

  /// Encodes all of the remix, mends it, and writes it to `output` piece by piece, as soon as nothing can change it any more.
  ///
  /// - Parameter follower: Told of the bytes at the start of `output` that are there. If that is for good, pieces that do not fit are
  ///   encoded as one, by `work`.
  /// - Returns: Whether that is done; if not, part of it was written, and all is to be encoded again: nothing fits, or what is to
  ///   be mended is too much.
  func encodeAndMend(
    to output: Int32, tasks: borrowing StageTasks, work: MasteringWork, follower: OutputFollower?
  ) throws(JobFailure) -> Bool {
    let pieces = buffers.pieces
    let isStreamed = follower?.isForGood ?? false
    var writer = try audio { () throws(AudioFileError) in
      try JoinedMP3Writer(
        descriptor: output, pieces: pieces, tags: tags,
        infoFrame: follower.map { $0.isForGood ? .first : .both } ?? .last)
    }
    follower?.tell(writer.byteCount)
    // What is lowered while pieces are encoded is none of theirs: their bytes must not depend on who is first.
    var round = begin(isRelieved: false)
    var watch = PeakWatch(heard)
    var mending = PeakMending(buffers: buffers, mix: mix, heard: heard)
    var sealedFrames = 0
    var isAlone = false
    while !joiner.isComplete || !mending.isDone {
      var fits = mending.submit(tasks, freeSlots: 0..<(isAlone ? pieces.count : joiner.nextPiece))
      // What is to be mended must not wait behind all that comes later.
      if !isAlone { round.submit(tasks, limit: 2 * buffers.workerCount) }
      for task in try finished(tasks) {
        switch TaskKind(task) {
        case .mend: fits = mending.take(slot: Int(task.chunk), into: joiner) && fits
        default: round.isDone(piece: Int(task.chunk))
        }
      }
      fits = join(&round) && fits && (isStreamed || mending.isWorthwhile)
      if !fits {
        try drop(tasks)
        guard isStreamed, try encodeAlone(by: work, isRelieved: isAlone) else { return false }
        // Mended stretches that do not fit, either, stay as they are in the whole.
        if isAlone { break }
        // All is mended anew, and comes out as it did before: what is written already stays as it is.
        isAlone = true
        mix.clearRelief()
        watch = PeakWatch(heard)
        mending = PeakMending(buffers: buffers, mix: mix, heard: heard)
      }
      for var spot in watch.spots(before: judgedBlocks, isLast: joiner.isComplete) {
        let changed = PeakMending.relieve(&spot, of: mix)
        mending.add(spot, changed: changed)
      }
      let firstOpen = min(watch.firstOpenBlock, mending.firstBlock ?? .max)
      sealedFrames = max(sealedFrames, min(frames(before: firstOpen), joiner.frameCount))
      let before = writer.byteCount
      guard try write(upTo: sealedFrames, by: &writer) else { return false }
      if writer.byteCount > before { follower?.tell(writer.byteCount) }
    }
    do throws(AudioFileError) {
      return try writer.finish(joiner)
    } catch {
      throw JobFailure(error)
    }
  }
}

extension PieceEncoding {
  /// The pieces of one encoding on their way to the workers and back.
  private struct Round {
    let pieces: MP3Pieces
    let isRelieved: Bool
    /// Those that were submitted, each with how often it was tried.
    private(set) var patience: [Int] = []
    /// Those that are to be tried again.
    private var failed: [Int] = []
    private var done = Set<Int>()

    init(_ pieces: MP3Pieces, isRelieved: Bool) {
      self.pieces = pieces
      self.isRelieved = isRelieved
    }

    /// Submits what is missing, in order.
    ///
    /// - Parameter limit: Tasks that may wait or be worked on.
    mutating func submit(_ tasks: borrowing StageTasks, limit: Int) {
      for piece in failed {
        patience[piece] += 1
        submit(piece, tasks)
      }
      failed = []
      while patience.count < pieces.count, tasks.unfinishedCount < limit {
        patience.append(1)
        submit(patience.count - 1, tasks)
      }
    }

    private func submit(_ piece: Int, _ tasks: borrowing StageTasks) {
      tasks.submit(
        .encode, chunk: piece, argument: PieceTask(patience: patience[piece], isRelieved: isRelieved).argument)
    }

    mutating func isDone(piece: Int) { done.insert(piece) }

    /// Whether a piece is there to be joined; it is not any more.
    mutating func take(piece: Int) -> Bool { done.remove(piece) != nil }

    /// Has a piece tried again with more patience, unless that is at its end.
    mutating func retry(piece: Int) -> Bool {
      failed.append(piece)
      return patience[piece] < PieceBuffers.mostPatience
    }
  }

  private func begin(isRelieved: Bool) -> Round {
    let pieces = buffers.pieces
    board.value.enter(.encoding, steps: (0..<pieces.count).reduce(0) { $0 + pieces.blockCount(ofPiece: $1) })
    joiner = MP3Joiner(pieces: pieces)
    return Round(pieces, isRelieved: isRelieved)
  }

  /// Joins what is done and comes next.
  ///
  /// - Returns: Whether it fits, or may yet.
  private func join(_ round: inout Round) -> Bool {
    while !joiner.isComplete, round.take(piece: joiner.nextPiece) {
      let piece = joiner.nextPiece
      let isMisfit = buffers.fault == .misfit && piece > 0
      if !isMisfit, joiner.append(buffers[piece], patience: round.patience[piece]) { continue }
      guard round.retry(piece: piece) else { return false }
    }
    return true
  }

  /// Blocks whose peaks are known of all that is joined.
  private var judgedBlocks: Int {
    let piece = joiner.nextPiece - 1
    if joiner.isComplete { return PeakRelief.blockCount(forSamples: heard.sampleCount) }
    return piece < 0 ? 0 : buffers.pieces.decodedSamples(ofPiece: piece).upperBound / PeakRelief.blockLength
  }

  /// Frames that stay as they are whatever is mended from a block on.
  private func frames(before block: Int) -> Int {
    if joiner.isComplete && block >= judgedBlocks { return joiner.frameCount }
    let changed = MixBuffers.changedSamples(by: max(block - PeakSpot.lead, 0))
    return buffers.pieces.stretches(changing: [changed]).first?.changed.lowerBound ?? 0
  }

  private func write(upTo frame: Int, by writer: inout JoinedMP3Writer) throws(JobFailure) -> Bool {
    do throws(AudioFileError) {
      return try writer.write(joiner, upTo: frame)
    } catch {
      throw JobFailure(error)
    }
  }

  /// Waits for workers that are busy with what is of no use any more.
  private func drop(_ tasks: borrowing StageTasks) throws(JobFailure) {
    while tasks.unfinishedCount > 0 { _ = try finished(tasks) }
  }

  private func finished(_ tasks: borrowing StageTasks) throws(JobFailure) -> [WorkerTask] {
    try tasks.finished(timeoutMilliseconds: 100) { task in buffers.checksum(ofPiece: Int(task.chunk)) }
  }
}
