package import Audio

/// A short recording, such as one stroke of a drum, decoded whole.
package struct SampleRecording: Sendable {
  /// Longer files are refused: what an instrument plays ends long before.
  package static let longestSeconds = 30
  /// Larger files are refused before anything is decoded.
  package static let byteLimit = 64 << 20

  package let sound: StereoBuffer
  /// Values of the file that were no numbers, and were silenced.
  package let silencedSampleCount: Int
  /// Whether the file is known to lack its end.
  package let isTruncated: Bool

  /// Whether nothing in it can be heard.
  package var isSilent: Bool {
    // -100 dB.
    let threshold: Float = 1e-5
    return sound.left.allSatisfy { abs($0) < threshold } && sound.right.allSatisfy { abs($0) < threshold }
  }

  private static let blockLength = 1 << 14

  /// Decodes a file; what its header claims about the length is not believed.
  ///
  /// - Parameter descriptor: A seekable file open for reading. It stays the caller's to close.
  /// - Throws: `tooLarge` and `tooLong` for what is no sample of an instrument.
  package init(descriptor: Int32) throws(AudioFileError) {
    var cursor = DescriptorCursor(descriptor: descriptor)
    if cursor.length() > Int64(Self.byteLimit) { throw .tooLarge(limitBytes: Self.byteLimit) }
    var stream = try DecodingStream(descriptor: descriptor)
    var sound = StereoBuffer(count: 0)
    var block = StereoBuffer(count: Self.blockLength)
    while true {
      var samples = block.mutableSpan
      let count = try stream.read(into: &samples)
      if count == 0 { break }
      sound.left += block.left[..<count]
      sound.right += block.right[..<count]
      if sound.count > Self.longestSeconds * WorkingFormat.sampleRate {
        throw .tooLong(limitSeconds: Self.longestSeconds)
      }
    }
    self.sound = sound
    silencedSampleCount = stream.silencedSampleCount
    isTruncated = stream.isTruncated
  }
}
