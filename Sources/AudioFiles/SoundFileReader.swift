/// Reads the samples of a sound file as they are: its own rate, its own channels.
///
/// Every input takes the one path of `pread` on a descriptor: files and sealed memory alike, and the descriptor's own
/// offset stays where it was.
package struct SoundFileReader: ~Copyable {
  private var handle: SoundFileHandle
  private var probe: SoundFileProbe
  private let descriptor: Int32
  private var samplesRead = 0
  /// Whether this is not the first of several streams in the file, and whether an earlier one was truncated.
  private var isContinued = false
  private var wasTruncated = false
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
    self.descriptor = descriptor
    self.handle = handle
  }

  /// The next samples, until the bytes end: what the header claims about the length is not believed.
  ///
  /// - Parameter interleaved: Room for at least one sample of every channel; filled with all channels of the first
  ///   sample, then of the next.
  /// - Returns: Samples per channel; 0 at the end, and ever after.
  package mutating func read(into interleaved: inout MutableSpan<Float>) throws(AudioFileError) -> Int {
    precondition(interleaved.count >= channelCount, "no room for one sample of every channel")
    while !reachedEnd {
      let count = try handle.read(into: &interleaved)
      samplesRead += count
      if count > 0 { return count }
      if samplesRead == 0 && !isContinued {
        if let complaint = handle.complaint { throw .malformed(format: formatName, reason: complaint) }
        throw .noSamples(format: formatName)
      }
      if !(try goOnWithNextStream()) { reachedEnd = true }
    }
    return 0
  }

  /// Samples per channel that the file claims to have, where that may be true.
  ///
  /// Never to be trusted. What is cut short, or goes on after its stated end, is only known when it is read.
  package var claimedSampleCount: Int? {
    probe.isCutShort || probe.streamEnd != nil ? nil : handle.claimedSampleCount
  }

  /// Turns to a sample of the stream.
  ///
  /// Decoders differ in how exactly they do: whoever cares compares what they give.
  package mutating func seek(to sample: Int) -> Bool {
    samplesRead = sample
    reachedEnd = false
    return handle.seek(to: sample)
  }

  /// How much of the file has been read, from 0 to 1; for showing progress.
  package var fractionRead: Double { handle.fractionRead }

  /// Turns to the next of several MP3s in one file, as `cat` joins them; libsndfile stops where the first says that it ends.
  ///
  /// - Returns: `false` if none follows that has the same rate and channels.
  private mutating func goOnWithNextStream() throws(AudioFileError) -> Bool {
    guard let offset = probe.streamEnd else { return false }
    do throws(AudioFileError) {
      let next = try SoundFileProbe(descriptor: descriptor, offset: offset)
      guard next.kind == .mpeg && next.countsSamples else { return false }
      let nextHandle = try SoundFileHandle(readingFrom: descriptor, probe: next)
      guard nextHandle.sampleRate == sampleRate, nextHandle.channelCount == channelCount else { return false }
      isContinued = true
      wasTruncated = wasTruncated || isCurrentStreamTruncated
      handle = nextHandle
      probe = next
      samplesRead = 0
      return true
    } catch .readFailed(let errno) {
      throw .readFailed(errno: errno)
    } catch {
      // What follows is a tag, or rubbish.
      return false
    }
  }

  /// Whether the file is known to lack its end, or to be damaged before it; meaningful once `read` has returned 0.
  package var isTruncated: Bool { wasTruncated || reachedEnd && isCurrentStreamTruncated }

  private var isCurrentStreamTruncated: Bool {
    if probe.isCutShort || handle.complaint != nil { return true }
    // Only these two count samples where a broken copy doesn't change the count.
    let hasCount = probe.kind == .flac || probe.kind == .mpeg && probe.countsSamples
    guard hasCount, let claimed = handle.claimedSampleCount else { return false }
    return samplesRead < claimed
  }
}
