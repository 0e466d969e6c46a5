package import Audio

/// Writes a song as a sound file of any `SongFormat`, with its tags.
///
/// The bytes depend only on the samples, the format and the tags.
package struct SongWriter: ~Copyable {
  // One of the two.
  private var mp3: MP3FileWriter?
  private var soundFile: SoundFileWriter?
  private var interleaved: [Int32] = []

  /// A plain WAV file counts its bytes in 32 bits; of longer songs RF64 is written.
  private static let longestWAV = 700_000_000

  /// - Parameters:
  ///   - descriptor: An empty, seekable file open for writing. It stays the caller's to sync and close, after `finish`.
  ///   - sampleCount: Samples per channel that will be written.
  ///   - tags: `nil` leaves the file without any. Pictures are kept in MP3 alone.
  package init(
    descriptor: Int32, format: SongFormat, sampleCount: Int, tags: SongTags?
  ) throws(AudioFileError) {
    let container: SoundFileFormat.Container
    switch format {
    case .mp3(let settings):
      mp3 = try MP3FileWriter(descriptor: descriptor, settings: settings, tags: tags)
      return
    case .wav: container = sampleCount > Self.longestWAV ? .rf64 : .wav
    case .flac: container = .flac
    }
    var writer = try SoundFileWriter(
      descriptor: descriptor, format: SoundFileFormat(container, .int24), sampleRate: WorkingFormat.sampleRate,
      channelCount: WorkingFormat.channelCount)
    if let tags { writer.set(tags) }
    soundFile = consume writer
  }

  /// Appends samples to the song.
  package mutating func write(_ samples: StereoSpan) throws(AudioFileError) {
    try mp3?.write(samples)
    guard soundFile != nil else { return }
    interleaved.removeAll(keepingCapacity: true)
    for index in 0..<samples.count {
      interleaved.append(Self.integer(samples.left[index]))
      interleaved.append(Self.integer(samples.right[index]))
    }
    let interleaved = self.interleaved
    try soundFile?.write(interleaved: interleaved.span)
  }

  /// `sample` in 24 bits, in the upper part of 32: the same in every container, and the same times 2^-23 when decoded.
  private static func integer(_ sample: Float) -> Int32 {
    let scaled = (sample * 0x1p23).rounded(.toNearestOrEven)
    // No number is silence.
    guard !scaled.isNaN else { return 0 }
    return Int32(min(max(scaled, -0x1p23), 0x1p23 - 1)) << 8
  }

  /// Completes the file; without this it lacks its end.
  package consuming func finish() throws(AudioFileError) {
    if let mp3 = mp3.take() { _ = try mp3.finish() }
    if let soundFile = soundFile.take() { try soundFile.finish() }
  }
}
