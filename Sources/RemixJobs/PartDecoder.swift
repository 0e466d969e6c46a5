import Audio
import AudioFiles
import SharedMemory

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

  /// The fingerprint that `SharedStereo` has of the same samples.
  fileprivate var checksum: UInt64 {
    unsafe SharedMemory.checksum(of: left.bytes) ^ (SharedMemory.checksum(of: right.bytes) &* 31)
  }
}
