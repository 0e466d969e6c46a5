import AudioFiles
import SharedMemory
import Supervision

/// Has the pieces of a remix mastered and encoded by all workers, and joins them.
struct PieceEncoding {
  let buffers: PieceBuffers
  let tags: SongTags
  let board: SharedValue<ProcessBoard>
  /// The patience with which each piece was encoded; those that are missing are still to be.
  private var encoded: [Int: Int] = [:]

  init(buffers: PieceBuffers, tags: SongTags, board: SharedValue<ProcessBoard>) {
    self.buffers = buffers
    self.tags = tags
    self.board = board
  }

  /// Has the pieces encoded again that are made from samples in `ranges`, or everything if that is `nil`.
  mutating func forget(_ ranges: [Range<Int>]?) {
    let pieces = buffers.pieces
    encoded = encoded.filter { piece, patience in
      guard let ranges else { return false }
      let samples = pieces.samples(ofPiece: piece, patience: patience)
      return !ranges.contains { $0.overlaps(samples) }
    }
  }

  /// Writes the remix to `output`, which is empty.
  ///
  /// - Returns: Whether all pieces fit; if not, `output` holds a part of the remix.
  mutating func write(to output: Int32, tasks: borrowing StageTasks) throws(JobFailure) -> Bool {
    let pieces = buffers.pieces
    let missing = (0..<pieces.count).filter { encoded[$0] == nil }
    board.value.enter(.encoding, steps: missing.reduce(0) { $0 + pieces.blockCount(ofPiece: $1) })
    var writer = try audio { () throws(AudioFileError) in
      try JoinedMP3Writer(descriptor: output, pieces: pieces, tags: tags)
    }
    for piece in missing { submit(piece, patience: 1, tasks) }
    while writer.nextPiece < pieces.count {
      while let patience = encoded[writer.nextPiece] {
        let piece = writer.nextPiece
        let fits: Bool
        do throws(AudioFileError) {
          fits = try writer.append(buffers[piece], patience: patience)
        } catch {
          throw JobFailure(error)
        }
        if fits { continue }
        guard patience < PieceBuffers.mostPatience else {
          // The others are of no use any more, but the workers are busy with them.
          while tasks.unfinishedCount > 0 {
            _ = try tasks.finished(timeoutMilliseconds: 100) { task in
              buffers.checksum(ofPiece: PieceTask(chunk: Int(task.chunk)).piece)
            }
          }
          return false
        }
        encoded[piece] = nil
        submit(piece, patience: patience + 1, tasks)
      }
      guard writer.nextPiece < pieces.count else { break }
      let finished = try tasks.finished(timeoutMilliseconds: 100) { task in
        buffers.checksum(ofPiece: PieceTask(chunk: Int(task.chunk)).piece)
      }
      for task in finished.map({ PieceTask(chunk: Int($0.chunk)) }) { encoded[task.piece] = task.patience }
    }
    do throws(AudioFileError) {
      return try writer.finish(buffers[pieces.count - 1])
    } catch {
      throw JobFailure(error)
    }
  }

  private func submit(_ piece: Int, patience: Int, _ tasks: borrowing StageTasks) {
    tasks.submit(.encode, chunk: PieceTask(piece: piece, patience: patience).chunk)
  }
}
