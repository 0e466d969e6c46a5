/// Writes a sound file of any of the formats of `SoundFileFormat`.
///
/// The bytes depend only on the samples and the format, except for ogg, whose stream number is drawn at random.
package struct SoundFileWriter: ~Copyable {
  private var handle: SoundFileHandle

  /// - Parameters:
  ///   - descriptor: An empty, seekable file open for writing. It stays the caller's to close, after `finish`.
  ///   - format: Throws `unsupported` where the container can't hold the encoding, the rate or the channels.
  ///   - sampleRate: In Hz.
  package init(
    descriptor: Int32, format: SoundFileFormat, sampleRate: Int, channelCount: Int
  ) throws(AudioFileError) {
    handle = try SoundFileHandle(
      writingTo: descriptor, format: format, sampleRate: sampleRate, channelCount: channelCount)
  }

  /// Names the song in the file; to be called before any samples are written.
  ///
  /// What the container has no place for is left out.
  package mutating func set(_ tags: SongTags) { handle.set(tags) }

  /// Appends samples; integer encodings clip at ±1.
  ///
  /// - Parameter interleaved: A multiple of the channel count: all channels of the first sample, then of the next.
  package mutating func write(interleaved: Span<Float>) throws(AudioFileError) {
    try handle.write(interleaved: interleaved)
  }

  /// Appends samples that span all of 32 bits; the encoding keeps the upper ones as they are.
  ///
  /// Floats are rounded by libsndfile in a way of its own for each container, these are not rounded at all.
  ///
  /// - Parameter interleaved: A multiple of the channel count: all channels of the first sample, then of the next.
  package mutating func write(interleaved: Span<Int32>) throws(AudioFileError) {
    try handle.write(interleaved: interleaved)
  }

  /// Completes the file.
  ///
  /// A writer that is dropped without this leaves a file whose end may be missing.
  package consuming func finish() throws(AudioFileError) {
    try handle.close()
  }
}
