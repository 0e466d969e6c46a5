package import Audio

/// How a song is cut into pieces that are encoded apart, by anyone in any order, and joined afterwards.
///
/// Each piece starts some frames early, until its encoder's memory is what it would be had it encoded everything before;
/// and goes on for some frames into the next, by which it can be told whether the two fit.
package struct MP3Pieces: Sendable {
  /// Frames after which the padding of 44.1 kHz comes round: pieces that start elsewhere never fit.
  package static let alignment = 49
  /// Frames that neighbours share.
  static let sharedFrames = 49
  /// Frames that LAME holds back at the end.
  static let heldFrames = 2
  /// Frames of a piece at least, of which most are kept.
  private static let shortestPiece = 6 * alignment
  /// Frames (15 s) of a first piece that is to be done soon: somebody who listens gets the next meanwhile.
  private static let openingLength = 12 * alignment

  /// Samples that are read at a time.
  private static let blockLength = 1 << 16

  let settings: MP3Settings
  let sampleCount: Int
  /// The first frame that each piece keeps.
  private let starts: [Int]
  /// Frames of the whole stream, without the Info frame.
  package let frameCount: Int

  /// - Parameters:
  ///   - count: Pieces wanted; a short song has fewer.
  ///   - isOpenedSoon: Whether a short piece comes before these.
  package init(settings: MP3Settings, sampleCount: Int, count: Int, isOpenedSoon: Bool = false) {
    self.settings = settings
    self.sampleCount = sampleCount
    // LAME's own delay, and padding of more than half a frame.
    let delayed = sampleCount + 576
    var padding = LayerThreeFrame.sampleCount - delayed % LayerThreeFrame.sampleCount
    if padding < 576 { padding += LayerThreeFrame.sampleCount }
    let frames = (delayed + padding) / LayerThreeFrame.sampleCount
    let isOpened = isOpenedSoon && settings.isJoinable && frames >= 2 * Self.openingLength
    let opening = isOpened ? Self.openingLength : 0
    let rest = frames - opening
    let most = settings.isJoinable ? max(rest / Self.shortestPiece, 1) : 1
    let count = min(max(count, 1), most)
    frameCount = frames
    // All take as long: only a first piece has nothing to do before its start.
    let lead = settings.settlingFrames
    let work = (rest + (count - (isOpened ? 0 : 1)) * lead) / count
    starts =
      [0]
      + (isOpened ? 0..<count : 1..<count).map { index in
        let start = opening + index * work - (isOpened ? index : index - 1) * lead
        return start / Self.alignment * Self.alignment
      }
  }

  package var count: Int { starts.count }

  /// The same song in one piece.
  package var whole: MP3Pieces { MP3Pieces(settings: settings, sampleCount: sampleCount, count: 1) }

  /// The frames that a piece keeps.
  package func keptFrames(ofPiece piece: Int) -> Range<Int> {
    starts[piece]..<(isLast(piece) ? frameCount : starts[piece + 1])
  }

  /// The samples of the song that a piece is made from.
  ///
  /// - Parameter patience: Times the usual number of frames that the piece starts early.
  package func samples(ofPiece piece: Int, patience: Int = 1) -> Range<Int> {
    let end = keptFrames(ofPiece: piece).upperBound + Self.sharedFrames + Self.heldFrames
    let last = isLast(piece) ? sampleCount : min(end * LayerThreeFrame.sampleCount, sampleCount)
    return firstFrame(ofPiece: piece, patience: patience) * LayerThreeFrame.sampleCount..<last
  }

  /// Encodes a piece, from the first frame of its samples on.
  ///
  /// - Parameter read: Gives the samples of a range of the song. Called for one block after the other, which together are
  ///   `samples(ofPiece:patience:)`.
  package func encode(
    piece: Int, patience: Int = 1, reading read: (Range<Int>) -> StereoBuffer
  ) throws(AudioFileError) -> EncodedPiece {
    try encode(samples(ofPiece: piece, patience: patience), isLast: isLast(piece), reading: read)
  }

  /// Encodes samples alone.
  ///
  /// - Parameter isLast: Whether they are the song's last.
  func encode(
    _ samples: Range<Int>, isLast: Bool, reading read: (Range<Int>) -> StereoBuffer
  ) throws(AudioFileError) -> EncodedPiece {
    var encoded = EncodedPiece()
    var encoder = try MP3Encoder(settings: settings.ofPieces, countsFrames: isLast)
    for start in stride(from: samples.lowerBound, to: samples.upperBound, by: Self.blockLength) {
      let block = read(start..<min(start + Self.blockLength, samples.upperBound))
      try encoder.encode(block.span, into: &encoded.bytes)
    }
    guard isLast else {
      try encoder.breakOff(into: &encoded.bytes)
      return encoded
    }
    encoded.infoFrame = try encoder.finish(into: &encoded.bytes)
    encoded.bytes.removeFirst(min(encoded.infoFrame.count, encoded.bytes.count))
    return encoded
  }

  /// Blocks in which a piece is read.
  package func blockCount(ofPiece piece: Int) -> Int {
    blockCount(samples(ofPiece: piece))
  }

  func blockCount(_ samples: Range<Int>) -> Int { (samples.count + Self.blockLength - 1) / Self.blockLength }

  /// Bytes that a piece comes to at most, with its Info frame.
  ///
  /// - Parameter patience: The most that it is tried with.
  package func largestByteCount(ofPiece piece: Int, patience: Int) -> Int {
    largestByteCount(samples(ofPiece: piece, patience: patience))
  }

  func largestByteCount(_ samples: Range<Int>) -> Int {
    // A frame more for the Info frame, and those that LAME makes of its delay and padding.
    (samples.count / LayerThreeFrame.sampleCount + 5) * largestFrameLength
  }

  /// Bytes of the Info frame, which has the constant bitrate, too, or a usual one.
  package var infoFrameLength: Int {
    144_000 * (settings.constantBitrate ?? 128) / WorkingFormat.sampleRate
  }

  private var largestFrameLength: Int {
    144_000 * (settings.constantBitrate ?? 320) / WorkingFormat.sampleRate + 1
  }

  func firstFrame(ofPiece piece: Int, patience: Int) -> Int {
    max(starts[piece] - patience * settings.settlingFrames, 0)
  }

  package func isLast(_ piece: Int) -> Bool { piece == starts.count - 1 }
}

/// What became of a piece.
package struct EncodedPiece: Equatable, Sendable {
  package var bytes: [UInt8] = []
  /// The Info frame as the last piece's encoder knows it; empty for the others.
  package var infoFrame: [UInt8] = []

  package init() {}

  /// - Parameters:
  ///   - stored: What `stored` gave.
  ///   - infoFrameLength: 0 for all but the last piece.
  package init(stored: Span<UInt8>, infoFrameLength: Int) {
    let length = min(infoFrameLength, stored.count)
    infoFrame = Self.copy(stored.extracting(..<length))
    bytes = Self.copy(stored.extracting(length...))
  }

  /// All of it in one.
  package var stored: [UInt8] { infoFrame + bytes }

  private static func copy(_ bytes: Span<UInt8>) -> [UInt8] {
    unsafe bytes.withUnsafeBufferPointer { buffer in unsafe Array(buffer) }
  }
}

extension MP3Settings {
  var constantBitrate: Int? {
    if case .constant(let bitrate) = mode { bitrate } else { nil }
  }

  /// Whether pieces can be joined to the stream that one encoder makes.
  ///
  /// The bits that average bitrates save for later frames depend on all that came before.
  package var isJoinable: Bool {
    if case .average = mode { false } else { true }
  }

  /// Whether frames are encoded without saving bits, and the bits are saved when they are joined.
  ///
  /// What variable bitrates save for later frames depends on all that came before, too, but not what the frames sound like.
  var isRepacked: Bool {
    if case .variable = mode { usesBitReservoir } else { false }
  }

  /// Those that pieces are encoded with.
  var ofPieces: MP3Settings {
    var settings = self
    if isRepacked { settings.usesBitReservoir = false }
    return settings
  }

  /// Frames after which an encoder's memory is that of one that encoded everything before, with a margin: at most 243
  /// were seen, and 35 without a reservoir.
  fileprivate var settlingFrames: Int {
    (ofPieces.usesBitReservoir ? 6 : 1) * MP3Pieces.alignment
  }
}
