package import Audio

/// Writes a song as a sound file of any `SongFormat`, with its tags.
///
/// The bytes depend only on the samples, the format and the tags.
package struct SongWriter: ~Copyable {
  // One of the two.
  private var mp3: MP3FileWriter?
  private var soundFile: SoundFileWriter?
  private var interleaved: [Float] = []

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
      interleaved.append(samples.left[index])
      interleaved.append(samples.right[index])
    }
    let interleaved = self.interleaved
    try soundFile?.write(interleaved: interleaved.span)
  }

  /// Completes the file; without this it lacks its end.
  package consuming func finish() throws(AudioFileError) {
    if let mp3 = mp3.take() { _ = try mp3.finish() }
    if let soundFile = soundFile.take() { try soundFile.finish() }
  }
}
