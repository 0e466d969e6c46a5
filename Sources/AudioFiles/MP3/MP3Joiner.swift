/// Joins encoded pieces, in order, to the stream that one encoder would have made.
package struct MP3Joiner: ~Copyable {
  private let pieces: MP3Pieces
  private var reservoir: BitReservoir
  private var info = InfoFrame()
  package private(set) var nextPiece = 0
  /// What the last piece held of the frames after its own.
  private var shared: [LayerThreeFrame] = []

  package init(pieces: MP3Pieces) {
    self.pieces = pieces
    reservoir = BitReservoir(isUsed: pieces.settings.usesBitReservoir, encoderVersion: LameHandle.shortVersion)
  }

  /// Appends the next piece, and to `bytes` the frames that are complete now.
  ///
  /// - Parameter patience: What its samples were asked for with.
  /// - Returns: Whether it fits; if not, nothing has changed, and the piece may be tried again with more patience.
  package mutating func append(_ piece: EncodedPiece, patience: Int = 1, into bytes: inout [UInt8]) -> Bool {
    let kept = pieces.keptFrames(ofPiece: nextPiece)
    let first = pieces.firstFrame(ofPiece: nextPiece, patience: patience)
    let isLast = pieces.isLast(nextPiece)
    guard let frames = LayerThreeFrame.all(in: piece.bytes) else { return false }
    let end = kept.upperBound - first
    guard isLast ? frames.count == end : frames.count >= end + MP3Pieces.sharedFrames else { return false }
    let own = frames[kept.lowerBound - first..<end]
    guard own.prefix(shared.count).elementsEqual(shared) else { return false }
    var reservoir = self.reservoir
    var complete: [UInt8] = []
    for frame in own {
      guard reservoir.append(frame, into: &complete) else { return false }
    }
    if isLast { reservoir.finish(into: &complete) }
    self.reservoir = reservoir
    for frame in own { info.count(frameOf: frame.kilobitsPerSecond) }
    info.count(complete)
    bytes += complete
    shared = isLast ? [] : Array(frames[end..<end + MP3Pieces.sharedFrames])
    nextPiece += 1
    return true
  }

  /// The Info frame, to stand before all of it; `nil` if the last piece's is none.
  ///
  /// - Parameter last: The last piece.
  package consuming func finish(_ last: EncodedPiece) -> [UInt8]? {
    info.patched(last.infoFrame)
  }
}
