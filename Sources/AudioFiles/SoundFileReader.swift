/// Reads the samples of a sound file as they are: its own rate, its own channels.
///
/// Every input takes the one path of `pread` on a descriptor: files and sealed memory alike, and the descriptor's own
/// offset stays where it was.
package struct SoundFileReader: ~Copyable {
  private var handle: SoundFileHandle
  private let probe: SoundFileProbe
  private var samplesRead = 0
  private var reachedEnd = false

  /// In Hz.
  package let sampleRate: Int
  package let channelCount: Int
  /// Container and encoding in short, such as "WAV 16-bit" or "MP3".
  package let formatName: String
  /// What each channel is for: by the file's word where it has one, else by the usual order of its container.
  package let channelRoles: [ChannelRole]

  /// - Parameter descriptor: A seekable file open for reading. It stays the caller's to close, after the reader is gone.
  package init(descriptor: Int32) throws(AudioFileError) {
    let probe = try SoundFileProbe(descriptor: descriptor)
    let handle = try SoundFileHandle(readingFrom: descriptor, probe: probe)
    guard handle.channelCount > 0, handle.sampleRate > 0 else {
      throw .malformed(format: probe.kind.rawValue, reason: "it claims \(handle.channelCount) channels")
    }
    sampleRate = handle.sampleRate
    channelCount = handle.channelCount
    formatName = handle.formatName
    channelRoles =
      handle.channelRoles()
      ?? ChannelRole.usualOrder(channelCount: handle.channelCount, isOgg: probe.kind == .ogg)
    self.probe = probe
    self.handle = handle
  }

  /// The next samples, until the bytes end: what the header claims about the length is not believed.
  ///
  /// - Parameter interleaved: Room for at least one sample of every channel; filled with all channels of the first
  ///   sample, then of the next.
  /// - Returns: Samples per channel; 0 at the end, and ever after.
  package mutating func read(into interleaved: inout MutableSpan<Float>) throws(AudioFileError) -> Int {
    precondition(interleaved.count >= channelCount, "no room for one sample of every channel")
    if reachedEnd { return 0 }
    let count = try handle.read(into: &interleaved)
    samplesRead += count
    guard count == 0 else { return count }
    reachedEnd = true
    if samplesRead == 0 {
      if let complaint = handle.complaint { throw .malformed(format: formatName, reason: complaint) }
      throw .noSamples(format: formatName)
    }
    return 0
  }

  /// Whether the file is known to lack its end, or to be damaged before it; meaningful once `read` has returned 0.
  package var isTruncated: Bool {
    if probe.isCutShort || reachedEnd && handle.complaint != nil { return true }
    // Only these two count samples where a broken copy doesn't change the count.
    let hasCount = probe.kind == .flac || probe.kind == .mpeg && probe.countsSamples
    guard reachedEnd, hasCount, let claimed = handle.claimedSampleCount else { return false }
    return samplesRead < claimed
  }
}
