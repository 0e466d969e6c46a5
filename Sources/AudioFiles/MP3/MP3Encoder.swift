package import Audio

/// Encodes audio in `WorkingFormat` as MP3, one piece after the other.
///
/// The bytes depend on the samples and the settings, not on how the samples were cut into pieces. A decoder that minds the Info
/// frame gives back exactly as many samples as went in.
package struct MP3Encoder: ~Copyable {
  /// Samples per call to LAME, which works on frames of 1 152.
  private static let blockLength = 1_152 * 8
  /// Samples of full scale are 1 here and 32 768 in LAME.
  private static let scale: Float = 32_768
  /// What LAME is spared: beyond 60 dB above full scale its tables end, and so may the process.
  private static let largestMagnitude: Float = 1_000

  private var lame: LameHandle
  private var scaled = StereoBuffer(count: blockLength)
  private var output = [UInt8](repeating: 0, count: LameHandle.largestByteCount(ofSamples: blockLength))

  /// Throws `invalidMP3Settings` for what `MP3Settings.validate` refuses.
  ///
  /// - Parameter countsFrames: Whether there is to be an Info frame; a piece of a song has none unless it is the last.
  package init(settings: MP3Settings, countsFrames: Bool = true) throws(AudioFileError) {
    var lame = try LameHandle()
    try lame.start(settings, countsFrames: countsFrames)
    self.lame = lame
  }

  /// Appends to `bytes` what the samples give; nothing, where LAME still waits for more.
  ///
  /// The first bytes of all are a placeholder for the Info frame, see `finish(into:)`. Samples beyond ±1 are passed on as they
  /// are; what is no number becomes silence.
  package mutating func encode(_ samples: StereoSpan, into bytes: inout [UInt8]) throws(AudioFileError) {
    var position = 0
    while position < samples.count {
      let end = min(position + Self.blockLength, samples.count)
      Self.scale(samples.extracting(position..<end), into: &scaled)
      let count = try Self.encode(scaled, end - position, by: &lame, into: &output)
      bytes.append(contentsOf: output[..<count])
      position = end
    }
  }

  /// Appends the last frames to `bytes`.
  ///
  /// - Returns: The Info frame (with a variable bitrate, Xing frame), to be written over the placeholder of the same length at
  ///   the start of the audio.
  package consuming func finish(into bytes: inout [UInt8]) throws(AudioFileError) -> [UInt8] {
    bytes += try lame.flush()
    return lame.infoFrame()
  }

  /// Appends those frames to `bytes` that are complete, where the song goes on elsewhere.
  package consuming func breakOff(into bytes: inout [UInt8]) throws(AudioFileError) {
    bytes += try lame.flushWithoutPadding()
  }

  // Static, because spans of one value's parts would overlap in the eyes of the compiler.

  private static func scale(_ samples: StereoSpan, into scaled: inout StereoBuffer) {
    var scaled = scaled.mutableSpan
    scale(samples.left, into: &scaled.left)
    scale(samples.right, into: &scaled.right)
  }

  private static func scale(_ samples: Span<Float>, into scaled: inout MutableSpan<Float>) {
    precondition(scaled.count >= samples.count, "the samples must fit")
    // Seldom is one too large, so loops without a branch, which take several at a time, are faster than one with it.
    var excess: UInt32 = 0
    for index in samples.indices { excess |= abs(samples[index]) <= largestMagnitude ? 0 : 1 }
    for index in samples.indices { unsafe scaled[unchecked: index] = samples[unchecked: index] * scale }
    guard excess > 0 else { return }
    for index in samples.indices { scaled[index] = scale(samples[index]) }
  }

  private static func scale(_ sample: Float) -> Float {
    // A comparison with NaN is false, too.
    guard abs(sample) <= largestMagnitude else {
      return sample.isFinite ? (sample < 0 ? -scale : scale) * largestMagnitude : 0
    }
    return sample * scale
  }

  private static func encode(
    _ scaled: borrowing StereoBuffer, _ count: Int, by lame: inout LameHandle, into output: inout [UInt8]
  ) throws(AudioFileError) -> Int {
    try lame.encode(scaled.span.extracting(0..<count), into: &output)
  }
}
