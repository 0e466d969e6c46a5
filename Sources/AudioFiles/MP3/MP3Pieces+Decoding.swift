/// What a piece sounds like alone.
extension MP3Pieces {
  /// Samples that LAME and every decoder put before the first of the song.
  private static let codecDelay = 576 + 529
  /// Frames after which decoders' sums are made in the same order again: each makes its way around a buffer.
  private static let decoderPeriod = 4
  /// Frames behind the first kept one from which on all that a decoder remembers is kept, too.
  static let decoderMemory = 2

  /// A piece as a stream that decodes, bit by bit, to what the whole does: with the frames left out before which decoders
  /// would start elsewhere in their round.
  ///
  /// - Parameter patience: What it was encoded with.
  /// - Returns: The stream, and the song's sample that its first one stands for. `nil` if the piece is not made of frames.
  package func decodable(
    _ piece: EncodedPiece, number: Int, patience: Int
  ) -> (bytes: [UInt8], firstSample: Int)? {
    decodable(piece, firstFrame: firstFrame(ofPiece: number, patience: patience))
  }

  func decodable(_ piece: EncodedPiece, firstFrame: Int) -> (bytes: [UInt8], firstSample: Int)? {
    var frame = firstFrame
    var offset = 0
    while !frame.isMultiple(of: Self.decoderPeriod) {
      guard let length = MPEGFrameHeader(piece.bytes, at: offset)?.length else { return nil }
      offset += length
      frame += 1
    }
    return (Array(piece.bytes[offset...]), decodedStart(ofFrame: frame))
  }

  /// The song's samples from the first that a piece decodes to as the whole does, to the first of which that can be
  /// said of the next piece.
  package func decodedSamples(ofPiece piece: Int) -> Range<Int> {
    let end = isLast(piece) ? Int.max : faithfulStart(ofPiece: piece + 1)
    return faithfulStart(ofPiece: piece)..<end
  }

  private func faithfulStart(ofPiece piece: Int) -> Int {
    let first = keptFrames(ofPiece: piece).lowerBound
    return first == 0 ? 0 : decodedStart(ofFrame: first + Self.decoderMemory)
  }

  /// The sample of the song that a frame's first decoded sample stands for.
  func decodedStart(ofFrame frame: Int) -> Int {
    frame * LayerThreeFrame.sampleCount - Self.codecDelay
  }
}
