import AudioFiles
import SharedMemory
import Supervision

/// Has the pieces of a remix limited and encoded by all workers, and joins them.
struct PieceEncoding {
  let buffers: PieceBuffers
  let setting: MasterSetting
  let tags: SongTags
  let board: SharedValue<ProcessBoard>

  /// Writes the remix to `output`, which is empty.
  ///
  /// - Returns: Whether all pieces fit; if not, `output` holds a part of the remix.
  func write(to output: Int32, tasks: borrowing StageTasks) throws(JobFailure) -> Bool {
    let pieces = buffers.pieces
    board.value.enter(.encoding, steps: (0..<pieces.count).reduce(0) { $0 + pieces.blockCount(ofPiece: $1) })
    var writer = try audio { () throws(AudioFileError) in
      try JoinedMP3Writer(descriptor: output, pieces: pieces, tags: tags)
    }
    for piece in 0..<pieces.count { submit(piece, patience: 1, tasks) }
    var done: [Int: Int] = [:]
    while writer.nextPiece < pieces.count {
      let finished = try tasks.finished(timeoutMilliseconds: 100) { task in
        buffers.checksum(ofPiece: PieceTask(chunk: Int(task.chunk)).piece)
      }
      for task in finished.map({ PieceTask(chunk: Int($0.chunk)) }) { done[task.piece] = task.patience }
      while let patience = done.removeValue(forKey: writer.nextPiece) {
        let piece = writer.nextPiece
        let encoded = buffers[piece]
        let fits: Bool
        do throws(AudioFileError) {
          fits = try writer.append(encoded, patience: patience)
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
        submit(piece, patience: patience + 1, tasks)
      }
    }
    do throws(AudioFileError) {
      return try writer.finish(buffers[pieces.count - 1])
    } catch {
      throw JobFailure(error)
    }
  }

  private func submit(_ piece: Int, patience: Int, _ tasks: borrowing StageTasks) {
    tasks.submit(.encode, chunk: PieceTask(piece: piece, patience: patience).chunk, argument: setting.argument)
  }
}
