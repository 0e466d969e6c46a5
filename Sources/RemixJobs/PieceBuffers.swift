import AudioFiles
import Remixing
import SharedMemory

/// The encoded pieces of a remix in shared memory, and later, in their places, what is encoded again.
final class PieceBuffers {
  /// Times the usual start that a piece is tried with before its encoding is given up.
  static let mostPatience = 4
  /// Samples of a piece at most: what is lost with a worker is encoded again in some seconds.
  private static let longestPiece = 300 * 44_100
  /// The same where somebody waits for each piece.
  private static let longestAwaitedPiece = 120 * 44_100

  let pieces: MP3Pieces
  let workerCount: Int
  let fault: InjectedFault?
  /// One after the other, each with room for the largest.
  private let bytes: SharedArray<UInt8>
  private let byteCounts: SharedArray<Int>
  private let room: Int

  /// - Parameters:
  ///   - workerCount: Each worker has as many pieces as any other.
  ///   - isOpenedSoon: Whether there is a short one before these.
  init(
    settings: MP3Settings, sampleCount: Int, workerCount: Int, isOpenedSoon: Bool, placement: MemoryPlacement,
    fault: InjectedFault?
  ) throws(SharedMemoryError) {
    self.workerCount = workerCount
    self.fault = fault
    let longest = (isOpenedSoon ? Self.longestAwaitedPiece : Self.longestPiece) * workerCount
    let rounds = (sampleCount + longest - 1) / longest
    let pieces = MP3Pieces(
      settings: settings, sampleCount: sampleCount, count: max(rounds, 1) * workerCount, isOpenedSoon: isOpenedSoon)
    self.pieces = pieces
    room = (0..<pieces.count).reduce(0) {
      max($0, pieces.largestByteCount(ofPiece: $1, patience: Self.mostPatience))
    }
    bytes = try SharedArray(named: "wubremix-pieces", capacity: pieces.count * room, placement: placement)
    try bytes.grow(to: pieces.count * room)
    bytes.publish(count: pieces.count * room)
    byteCounts = try SharedArray(named: "wubremix-piece-lengths", capacity: pieces.count)
    try byteCounts.grow(to: pieces.count)
    byteCounts.publish(count: pieces.count)
  }

  /// A piece as it was put; an empty one fits nowhere.
  subscript(piece: Int) -> EncodedPiece {
    get { stored(inSlot: piece, infoFrameLength: pieces.isLast(piece) ? pieces.infoFrameLength : 0) }
    set {
      let stored = newValue.stored
      let byteCounts = byteCounts
      var count = byteCounts.slot(piece..<piece + 1)
      // With a constant bitrate there is always room.
      count[0] = stored.count <= room ? stored.count : 0
      let bytes = self.bytes
      let place = place(of: piece)
      var slot = bytes.slot(place)
      for index in 0..<place.count { slot[index] = stored[index] }
      bytes.letGo()
    }
  }

  /// Whether a stretch can be put into the place of a piece that was joined.
  func hasRoom(for stretch: MP3Stretch) -> Bool { pieces.largestByteCount(of: stretch) <= room }

  /// A stretch that was put into the place of a piece.
  func mended(_ stretch: MP3Stretch, slot: Int) -> EncodedPiece {
    stored(inSlot: slot, infoFrameLength: pieces.isLast(stretch) ? pieces.infoFrameLength : 0)
  }

  private func stored(inSlot slot: Int, infoFrameLength: Int) -> EncodedPiece {
    let bytes = self.bytes
    let piece = EncodedPiece(stored: bytes.span.extracting(place(of: slot)), infoFrameLength: infoFrameLength)
    bytes.letGo()
    return piece
  }

  func checksum(ofPiece piece: Int) -> UInt64 {
    bytes.checksum(of: place(of: piece))
  }

  private func place(of piece: Int) -> Range<Int> {
    let byteCounts = byteCounts
    return piece * room..<piece * room + min(max(byteCounts.span[piece], 0), room)
  }
}
