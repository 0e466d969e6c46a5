import Audio
import AudioFiles
import Processes
import Remixing
import SharedMemory
import Supervision

/// What a worker does behind the mix: master it, encode pieces of it, and listen to them.
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
    case .master: return master(segment: chunk)
    case .encode: return encode(piece: chunk, PieceTask(argument: task.argument))
    case .mend: return mend(StretchTask(argument: task.argument), slot: chunk)
    case .decode, .analyse, .hearBeats, .makeDrum, .render, .measure, .renderStems:
      preconditionFailure("a task of another stage")
    }
  }

  private func master(segment: Int) -> Publication {
    let range = plan.range(ofSegment: segment)
    let place = mix.slot(ofSegment: segment)
    guard let limited = mix.limited else { preconditionFailure("nowhere for the segment to go") }
    var slot = limited.slot(place)
    master(range, isRelieved: true, into: &slot)
    mix.rendered.letGo()
    return Publication(length: Int64(range.count), checksum: limited.checksum(of: place))
  }

  private func master(_ range: Range<Int>, isRelieved: Bool, into output: inout MutableStereoSpan) {
    let (peaks, gains, relief) = (mix.levels.peaks, mix.gains, mix.relief)
    let needed = max(range.lowerBound - Master.reach, 0)..<min(range.upperBound + Master.reach, plan.sampleCount)
    let samples = mix.rendered.samples(needed)
    master.process(
      samples.span, origin: needed.lowerBound, range: range, peaks: peaks.span, gains: gains.span,
      relief: isRelieved ? relief.span : relief.span.extracting(first: 0),
      into: &output)
  }

  /// Masters and encodes a piece, a little at a time as what is mastered is needed once, and listens to it.
  private func encode(piece: Int, _ task: PieceTask) -> Publication {
    put(inPlaceOf: piece) { buffers in
      try encoded(piece: piece, of: buffers.pieces, patience: task.patience, isRelieved: task.isRelieved)
    }
  }

  func encoded(piece: Int, of pieces: MP3Pieces, patience: Int, isRelieved: Bool) throws -> EncodedPiece {
    let encoded = try pieces.encode(piece: piece, patience: patience) { mastered($0, isRelieved: isRelieved) }
    if let stream = pieces.decodable(encoded, number: piece, patience: patience) {
      try listen(to: stream.bytes, from: stream.firstSample, owned: pieces.decodedSamples(ofPiece: piece))
    }
    return encoded
  }

  /// The same for a stretch of the joined stream.
  private func mend(_ task: StretchTask, slot: Int) -> Publication {
    put(inPlaceOf: slot) { buffers in
      let pieces = buffers.pieces
      let stretch = pieces.stretch(around: task.changed, patience: task.patience)
      let encoded = try pieces.encode(stretch) { mastered($0, isRelieved: true) }
      if let stream = pieces.decodable(encoded, of: stretch) {
        try listen(to: stream.bytes, from: stream.firstSample, owned: stream.faithful)
      }
      return encoded
    }
  }

  private func put(inPlaceOf piece: Int, _ encode: (PieceBuffers) throws -> EncodedPiece) -> Publication {
    guard let pieces else { preconditionFailure("nowhere for the pieces to go") }
    // What cannot be encoded fits nowhere, and is encoded by the supervisor, which can tell why.
    pieces[piece] = (try? encode(pieces)) ?? EncodedPiece()
    return Publication(length: 1, checksum: pieces.checksum(ofPiece: piece))
  }

  private func mastered(_ range: Range<Int>, isRelieved: Bool) -> StereoBuffer {
    var block = StereoBuffer(count: range.count)
    var span = block.mutableSpan
    master(range, isRelieved: isRelieved, into: &span)
    mix.rendered.letGo()
    blockDone()
    return block
  }

  private func listen(to stream: [UInt8], from firstSample: Int, owned: Range<Int>) throws {
    let memory = try FileSystem.createInMemory("wubremix-piece")
    try writeAll(stream, to: memory.number)
    try DecodedListener(heard, origin: firstSample, owned: owned).listen(
      to: DecodingStream(descriptor: memory.number))
  }
}
