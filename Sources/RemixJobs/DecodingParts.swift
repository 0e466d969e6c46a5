import Audio
import AudioFiles
import SharedMemory

/// How the decoding of a song is cut into tasks; borders depend on nothing but what the file claims.
///
/// Each part is decoded from some way before its start, which the part before it ends with: by that it can be told whether the
/// decoder has found the samples that it would have come to. Nearly always it has; one turn in 250 within a Vorbis stream
/// ends half a block beside, and another from elsewhere does not.
struct DecodingParts {
  /// Samples of a part at least (30 s): opening the file and finding the place costs as much as decoding up to six seconds.
  private static let shortestPart = 30 * WorkingFormat.sampleRate
  /// Samples that are decoded before a part starts: more than the frames that an MP3's reservoir of bits spans.
  static let leadLength = 1 << 14
  /// The last of them, which are compared.
  static let sharedLength = 1 << 13
  /// Times that length a part is tried with before all is decoded in order.
  static let mostPatience = 2

  private let sampleCount: Int
  let count: Int

  /// The parts of what `stream` claims to hold.
  ///
  /// - Returns: `nil` for what is too short, is longer than `longest`, or can only be decoded from its start.
  init?(of stream: borrowing DecodingStream, longest: Int) {
    guard let claimed = stream.seekableSampleCount, claimed <= longest, claimed >= 2 * Self.shortestPart else {
      return nil
    }
    sampleCount = claimed
    count = Self.mostParts(ofSamples: claimed)
  }

  static func mostParts(ofSamples sampleCount: Int) -> Int { sampleCount / shortestPart }

  /// The first sample of a part, or of what follows the last by the file's claim.
  func start(of part: Int) -> Int { sampleCount * part / count }

  func isLast(_ part: Int) -> Bool { part == count - 1 }

  /// How many samples a part has if it is as expected; the last ends where the file does.
  func isExpected(_ length: Int, ofPart part: Int) -> Bool {
    isLast(part) ? length > 0 : length == start(of: part + 1) - start(of: part)
  }
}

/// What a worker tells of a part that it has decoded.
struct DecodedPart: BitwiseCopyable {
  /// Samples per channel; 0 for what could not be decoded.
  var sampleCount = 0
  /// Of the last samples before the part; `nil` of silence, which is the same wherever the decoder is.
  var leadChecksum: UInt64?
  var silencedSampleCount = 0
  var isTruncated = false
}

/// Decodes parts of a song into its place in shared memory, in a worker.
struct PartDecoder: ~Copyable {
  private let parts: DecodingParts
  private let source: SharedStereo
  private let showLife: () -> Void
  private var stream: DecodingStream

  init(_ parts: DecodingParts, input: Int32, into source: SharedStereo, showLife: @escaping () -> Void)
    throws(AudioFileError)
  {
    self.parts = parts
    self.source = source
    self.showLife = showLife
    stream = try DecodingStream(descriptor: input)
  }

  /// Decodes a part.
  ///
  /// - Parameter patience: Times the usual length that is decoded before its start.
  /// - Returns: `nil` if there is no such part, or not enough before it to tell.
  mutating func decode(part: Int, patience: Int) throws -> DecodedPart? {
    let start = parts.start(of: part)
    let leads = part == 0 ? 0 : patience
    guard stream.seek(to: start - leads * DecodingParts.leadLength) else { return nil }
    var decoded = DecodedPart()
    var block = StereoBuffer(count: DecodingParts.leadLength)
    for _ in 0..<leads { guard try read(block.count, into: &block) == block.count else { return nil } }
    if leads > 0 {
      let shared = block.span.extracting(block.count - DecodingParts.sharedLength..<block.count)
      decoded.leadChecksum = shared.isSilent ? nil : shared.checksum
    }
    let silencedBefore = stream.silencedSampleCount
    // A last part that never ends fills all that is reserved, which is more than a song may have.
    let end = parts.isLast(part) ? source.capacity : parts.start(of: part + 1)
    var position = start
    while position < end {
      let count = try read(min(block.count, end - position), into: &block)
      if count == 0 { break }
      try source.write(block.span.extracting(0..<count), at: position)
      position += count
      showLife()
    }
    decoded.sampleCount = position - start
    decoded.silencedSampleCount = stream.silencedSampleCount - silencedBefore
    decoded.isTruncated = stream.isTruncated
    return decoded
  }

  private mutating func read(_ count: Int, into block: inout StereoBuffer) throws(AudioFileError) -> Int {
    var span = block.mutableSpan
    var output = span.extracting(0..<count)
    return try stream.read(into: &output)
  }
}

extension StereoSpan {
  fileprivate var isSilent: Bool { left.indices.allSatisfy { left[$0] == 0 && right[$0] == 0 } }

  /// The fingerprint of the samples.
  var checksum: UInt64 {
    unsafe SharedMemory.checksum(of: left.bytes) ^ (SharedMemory.checksum(of: right.bytes) &* 31)
  }
}
