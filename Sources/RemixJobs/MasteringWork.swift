import Audio
import AudioFiles
import Processes
import Remixing
import SharedMemory
import Supervision

/// What a worker does behind the mix: measure its levels, master it, encode pieces of it, and listen to them.
final class MasteringWork {
  private let plan: RemixPlan
  private let mix: MixBuffers
  private let master: Master
  private let pieces: PieceBuffers?
  private let heard: HeardLevels
  private let blockDone: () -> Void

  /// - Parameters:
  ///   - pieces: Where encoded pieces go, if that is what is made.
  ///   - heard: Where the levels of decoded pieces go.
  ///   - blockDone: Called for each block of a piece that is encoded.
  init(
    plan: RemixPlan, mix: MixBuffers, master: Master, pieces: PieceBuffers?, heard: HeardLevels,
    blockDone: @escaping () -> Void
  ) {
    self.plan = plan
    self.mix = mix
    self.master = master
    self.pieces = pieces
    self.heard = heard
    self.blockDone = blockDone
  }

  func perform(_ task: WorkerTask) -> Publication {
    let chunk = Int(task.chunk)
    switch TaskKind(task) {
    case .measure:
      let rendered = mix.rendered
      mix.levels.measure(chunk: chunk, of: rendered.span)
      return Publication(length: 1, checksum: mix.levels.checksum(ofChunk: chunk))
    case .master: return master(segment: chunk)
    case .encode: return encode(PieceTask(chunk: chunk))
    case .analyse, .render, .renderStems: preconditionFailure("a task of another stage")
    }
  }

  private func master(segment: Int) -> Publication {
    let range = plan.range(ofSegment: segment)
    let place = mix.slot(ofSegment: segment)
    let limited = mix.limited
    var slot = limited.slot(place)
    master(range, into: &slot)
    return Publication(length: Int64(range.count), checksum: limited.checksum(of: place))
  }

  private func master(_ range: Range<Int>, into output: inout MutableStereoSpan) {
    let (rendered, peaks, gains, relief) = (mix.rendered, mix.levels.peaks, mix.gains, mix.relief)
    master.process(
      rendered.span, range: range, peaks: peaks.span, gains: gains.span, relief: relief.span, into: &output)
  }

  /// Masters and encodes a piece, a little at a time as what is mastered is needed once, and listens to it.
  private func encode(_ task: PieceTask) -> Publication {
    guard let buffers = pieces else { preconditionFailure("nowhere for the pieces to go") }
    do {
      let encoded = try buffers.pieces.encode(piece: task.piece, patience: task.patience) { range in
        var block = StereoBuffer(count: range.count)
        var span = block.mutableSpan
        master(range, into: &span)
        blockDone()
        return block
      }
      try listen(to: encoded, task, of: buffers.pieces)
      buffers[task.piece] = encoded
    } catch {
      // What cannot be encoded fits nowhere, and is encoded by the supervisor, which can tell why.
      buffers[task.piece] = EncodedPiece()
    }
    return Publication(length: 1, checksum: buffers.checksum(ofPiece: task.piece))
  }

  private func listen(to piece: EncodedPiece, _ task: PieceTask, of pieces: MP3Pieces) throws {
    guard let stream = pieces.decodable(piece, number: task.piece, patience: task.patience) else { return }
    let memory = try FileSystem.createInMemory("wubremix-piece")
    try writeAll(stream.bytes, to: memory.number)
    try DecodedListener(heard, origin: stream.firstSample, owned: pieces.decodedSamples(ofPiece: task.piece))
      .listen(to: DecodingStream(descriptor: memory.number))
  }
}
