import AudioFiles
import SharedMemory
import Supervision

/// Has the pieces of a remix mastered and encoded by all workers, joins them, and has stretches of them mended.
final class PieceEncoding {
  private let buffers: PieceBuffers
  private let tags: SongTags
  private let board: SharedValue<ProcessBoard>
  private var joiner: MP3Joiner

  init(buffers: PieceBuffers, tags: SongTags, board: SharedValue<ProcessBoard>) {
    self.buffers = buffers
    self.tags = tags
    self.board = board
    joiner = MP3Joiner(pieces: buffers.pieces)
  }

  /// Encodes all of the remix.
  ///
  /// - Returns: Whether all pieces fit.
  func encode(tasks: borrowing StageTasks) throws(JobFailure) -> Bool {
    let pieces = buffers.pieces
    board.value.enter(.encoding, steps: (0..<pieces.count).reduce(0) { $0 + pieces.blockCount(ofPiece: $1) })
    joiner = MP3Joiner(pieces: pieces)
    var patience = [Int](repeating: 1, count: pieces.count)
    for piece in 0..<pieces.count { submit(piece, patience: 1, tasks) }
    var done = Set<Int>()
    while !joiner.isComplete {
      done.formUnion(try finished(tasks))
      while done.remove(joiner.nextPiece) != nil {
        let piece = joiner.nextPiece
        if joiner.append(buffers[piece], patience: patience[piece]) { continue }
        guard patience[piece] < PieceBuffers.mostPatience else {
          // The others are of no use any more, but the workers are busy with them.
          while tasks.unfinishedCount > 0 { _ = try finished(tasks) }
          return false
        }
        patience[piece] += 1
        submit(piece, patience: patience[piece], tasks)
      }
    }
    return true
  }

  /// Encodes all of the remix in this process: one piece has nothing that it would have to fit.
  ///
  /// - Returns: Whether it is an MP3 as it is expected.
  func encodeAlone(by work: MasteringWork) throws(JobFailure) -> Bool {
    let whole = buffers.pieces.whole
    joiner = MP3Joiner(pieces: whole)
    board.value.enter(.encoding, steps: whole.blockCount(ofPiece: 0))
    do {
      return joiner.append(try work.encoded(piece: 0, of: whole, patience: 1))
    } catch let error as AudioFileError {
      throw JobFailure(error)
    } catch {
      throw .noResources(reason: "\(error)")
    }
  }

  private func submit(_ piece: Int, patience: Int, _ tasks: borrowing StageTasks) {
    tasks.submit(.encode, chunk: piece, argument: UInt64(patience))
  }

  /// Encodes again what is made of changed samples.
  ///
  /// - Returns: Whether that is done; if not, all of the remix is to be encoded again: nothing fits, or it is too much.
  func mend(_ ranges: [Range<Int>], tasks: borrowing StageTasks) throws(JobFailure) -> Bool {
    let pieces = buffers.pieces
    var waiting = pieces.stretches(changing: ranges)
    // Most of it is warming up: many small stretches are no less work than the whole.
    guard 2 * waiting.reduce(0, { $0 + $1.frames.count }) < pieces.frameCount else { return false }
    board.value.enter(.encoding, steps: waiting.reduce(0) { $0 + pieces.blockCount(of: $1) })
    // No more at a time than there are buffers, each of which has room for a piece.
    var mended: [MP3Stretch?] = Array(repeating: nil, count: pieces.count)
    var fits = true
    while fits && !waiting.isEmpty || mended.contains(where: { $0 != nil }) {
      while fits, let stretch = waiting.first, let slot = mended.firstIndex(where: { $0 == nil }) {
        guard buffers.hasRoom(for: stretch) else {
          fits = false
          break
        }
        waiting.removeFirst()
        mended[slot] = stretch
        tasks.submit(
          .mend, chunk: slot,
          argument: StretchTask(changed: stretch.changed, patience: stretch.patience).argument)
      }
      for slot in try finished(tasks) {
        guard let stretch = mended[slot] else { continue }
        mended[slot] = nil
        if !fits || joiner.mend(stretch, with: buffers.mended(stretch, slot: slot)) { continue }
        fits = stretch.patience < PieceBuffers.mostPatience
        waiting.append(pieces.stretch(around: stretch.changed, patience: stretch.patience + 1))
      }
    }
    return fits
  }

  /// Writes what was encoded to `output`, which is empty.
  ///
  /// - Returns: Whether it is a stream; if not, part of it was written.
  func write(to output: Int32) throws(JobFailure) -> Bool {
    do throws(AudioFileError) {
      return try JoinedMP3Writer(descriptor: output, pieces: buffers.pieces, tags: tags).write(joiner)
    } catch {
      throw JobFailure(error)
    }
  }

  /// The pieces or slots that are done.
  private func finished(_ tasks: borrowing StageTasks) throws(JobFailure) -> [Int] {
    try tasks.finished(timeoutMilliseconds: 100) { task in
      buffers.checksum(ofPiece: Int(task.chunk))
    }.map { Int($0.chunk) }
  }
}

/// What a worker is told of a stretch: one number of a task.
struct StretchTask {
  let changed: Range<Int>
  let patience: Int

  init(changed: Range<Int>, patience: Int) {
    precondition(changed.count < 1 << 24 && patience < 1 << 8, "fits in the number")
    self.changed = changed
    self.patience = patience
  }

  init(argument: UInt64) {
    let first = Int(argument >> 32)
    changed = first..<first + Int(argument >> 8 & 0xFF_FFFF)
    patience = Int(argument & 0xFF)
  }

  var argument: UInt64 {
    UInt64(changed.lowerBound) << 32 | UInt64(changed.count) << 8 | UInt64(patience)
  }
}
