/// Joins encoded pieces, in order, to the stream that one encoder would have made, and mends stretches of it.
package final class MP3Joiner {
  private let pieces: MP3Pieces
  /// All frames so far.
  private(set) var frames: [LayerThreeFrame] = []
  /// What the last piece held of the frames after its own.
  private var shared: [LayerThreeFrame] = []
  /// As the last piece's encoder knows it.
  private(set) var infoFrame: [UInt8] = []
  package private(set) var nextPiece = 0

  package init(pieces: MP3Pieces) {
    self.pieces = pieces
  }

  /// Frames that are joined.
  package var frameCount: Int { frames.count }

  /// Whether no piece is missing.
  package var isComplete: Bool { nextPiece == pieces.count }

  /// Appends the next piece.
  ///
  /// - Parameter patience: What its samples were asked for with.
  /// - Returns: Whether it fits; if not, nothing has changed, and the piece may be tried again with more patience.
  package func append(_ piece: EncodedPiece, patience: Int = 1) -> Bool {
    let kept = pieces.keptFrames(ofPiece: nextPiece)
    let first = pieces.firstFrame(ofPiece: nextPiece, patience: patience)
    let isLast = pieces.isLast(nextPiece)
    guard let new = LayerThreeFrame.all(in: piece.bytes) else { return false }
    let end = kept.upperBound - first
    guard isLast ? new.count == end : new.count >= end + MP3Pieces.sharedFrames else { return false }
    let own = new[kept.lowerBound - first..<end]
    guard own.prefix(shared.count).elementsEqual(shared) else { return false }
    frames += own
    shared = isLast ? [] : Array(new[end..<end + MP3Pieces.sharedFrames])
    if isLast { infoFrame = piece.infoFrame }
    nextPiece += 1
    return true
  }

  /// Puts frames that were encoded again in the place of those that they differ from.
  ///
  /// - Parameter stretch: Lies within what is joined.
  /// - Returns: Whether they fit before what was changed, and again somewhere behind it; if not, nothing has changed, and the
  ///   stretch may be tried again with more patience.
  package func mend(_ stretch: MP3Stretch, with piece: EncodedPiece) -> Bool {
    let (first, changed) = (stretch.frames.lowerBound, stretch.changed)
    guard stretch.frames.upperBound <= frames.count, let new = LayerThreeFrame.all(in: piece.bytes),
      new.count >= stretch.frames.count
    else { return false }
    func agree(_ range: Range<Int>) -> Bool {
      frames[range].elementsEqual(new[range.lowerBound - first..<range.upperBound - first])
    }
    let lead = max(changed.lowerBound - MP3Pieces.sharedFrames, first)..<changed.lowerBound
    guard first == 0 || lead.count == MP3Pieces.sharedFrames && agree(lead) else { return false }
    var end = stretch.frames.upperBound
    if end < pieces.frameCount {
      // The first place from which on enough frames are as they were.
      var equal = 0
      var position = changed.upperBound
      while equal < MP3Pieces.sharedFrames {
        guard position < end else { return false }
        equal = agree(position..<position + 1) ? equal + 1 : 0
        position += 1
      }
      end = position - equal
    } else {
      guard new.count == stretch.frames.count else { return false }
    }
    let places = changed.lowerBound..<max(end, changed.lowerBound)
    frames.replaceSubrange(places, with: new[places.lowerBound - first..<places.upperBound - first])
    return true
  }
}
