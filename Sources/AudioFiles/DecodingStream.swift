package import Audio

/// Any readable sound file as a stream in `WorkingFormat`.
///
/// Values that are no numbers become silence, channels are folded to two, and the rate is converted. The samples depend on the
/// file alone, not on the lengths asked for.
package struct DecodingStream: ~Copyable {
  /// The source rates that are read, in Hz.
  ///
  /// Below, no music is left and a small file would grow into hours; above, no converter reaches.
  package static let sampleRates = 1_000...768_000

  /// Samples per channel that are decoded at once: fixed, so that the result can't depend on the caller's blocks.
  private static let blockLength = 4_096

  private var reader: SoundFileReader
  private let foldDown: FoldDown
  /// `nil` where the source has the working rate.
  private var resampler: Resampler?

  private var interleaved: [Float]
  /// At the source's rate, with the part that the resampler has not taken yet.
  private var decoded = StereoBuffer(count: blockLength)
  private var unconverted = 0..<0
  private var sourceEnded = false
  /// At the working rate, with the part that the caller has not taken yet.
  private var ready = StereoBuffer(count: blockLength)
  private var untaken = 0..<0

  /// Values of the source that were not finite, or beyond all measure, and were silenced so far, or since the last `seek`.
  package private(set) var silencedSampleCount: Int

  /// Opens the stream and decodes its first samples, so that a file without any fails here.
  ///
  /// - Parameter descriptor: A seekable file open for reading, at any offset, which is left alone. It stays the caller's to
  ///   close, after the stream is gone.
  package init(descriptor: Int32) throws(AudioFileError) {
    var reader = try SoundFileReader(descriptor: descriptor)
    let resampler = try Self.resampler(from: reader.sampleRate)
    let foldDown = FoldDown(roles: reader.channelRoles)
    var interleaved = [Float](repeating: 0, count: Self.blockLength * reader.channelCount)
    var first = StereoBuffer(count: Self.blockLength)
    var silenced = 0
    let count = try Self.decodeBlock(
      from: &reader, by: foldDown, scratch: &interleaved, into: &first, silenced: &silenced)

    self.foldDown = foldDown
    self.interleaved = interleaved
    silencedSampleCount = silenced
    if reader.sampleRate == WorkingFormat.sampleRate {
      ready = first
      untaken = 0..<count
    } else {
      decoded = first
      unconverted = 0..<count
    }
    self.resampler = resampler
    self.reader = reader
  }

  private static func resampler(from sourceRate: Int) throws(AudioFileError) -> Resampler? {
    guard sampleRates.contains(sourceRate) else { throw .unreasonableSampleRate(sourceRate) }
    if sourceRate == WorkingFormat.sampleRate { return nil }
    return try Resampler(from: sourceRate)
  }

  /// In Hz.
  package var sourceSampleRate: Int { reader.sampleRate }
  /// Of the source.
  package var channelCount: Int { reader.channelCount }
  /// Container and encoding in short, such as "WAV 16-bit" or "MP3".
  package var formatName: String { reader.formatName }
  /// How much of the file has been read, from 0 to 1; for showing progress.
  package var fractionRead: Double { reader.fractionRead }
  /// Whether the file is known to lack its end, or to be damaged before it; meaningful once `read` has returned 0.
  package var isTruncated: Bool { reader.isTruncated }

  /// Samples that the file claims to have, and that `seek` may turn to.
  ///
  /// Never to be trusted. `nil` for what can only be decoded from its start.
  package var seekableSampleCount: Int? { resampler == nil ? reader.claimedSampleCount : nil }

  /// Turns to `sample`, which is one of `seekableSampleCount`.
  ///
  /// - Returns: Whether there is one. Not every decoder gives what it would have without the turn: that is the caller's to find out.
  package mutating func seek(to sample: Int) -> Bool {
    precondition(resampler == nil, "a resampler's samples depend on those before")
    untaken = 0..<0
    silencedSampleCount = 0
    return reader.seek(to: sample)
  }

  /// The next samples, at the start of `output`.
  ///
  /// - Returns: Samples per channel: `output.count` until the stream ends, 0 after it has ended.
  package mutating func read(into output: inout MutableStereoSpan) throws(AudioFileError) -> Int {
    var written = 0
    while written < output.count {
      if untaken.isEmpty { try refill() }
      if untaken.isEmpty { break }
      let count = min(untaken.count, output.count - written)
      let start = untaken.lowerBound
      Self.copy(ready, start..<(start + count), to: &output, at: written)
      untaken = (start + count)..<untaken.upperBound
      written += count
    }
    return written
  }

  /// Makes samples ready; none only at the end.
  private mutating func refill() throws(AudioFileError) {
    if resampler == nil {
      let count = try Self.decodeBlock(
        from: &reader, by: foldDown, scratch: &interleaved, into: &ready, silenced: &silencedSampleCount)
      untaken = 0..<count
      return
    }
    repeat {
      if unconverted.isEmpty && !sourceEnded {
        let count = try Self.decodeBlock(
          from: &reader, by: foldDown, scratch: &interleaved, into: &decoded, silenced: &silencedSampleCount)
        unconverted = 0..<count
        sourceEnded = count == 0
      }
      let (consumed, produced) = try Self.convert(
        decoded, unconverted, isLast: sourceEnded, by: &resampler, into: &ready)
      unconverted = (unconverted.lowerBound + consumed)..<unconverted.upperBound
      untaken = 0..<produced
    } while untaken.isEmpty && !sourceEnded
  }

  // Static, because two spans of one value's parts would overlap in the eyes of the compiler.

  private static func copy(
    _ ready: borrowing StereoBuffer, _ range: Range<Int>, to output: inout MutableStereoSpan, at position: Int
  ) {
    let source = ready.span.extracting(range)
    copy(source.left, to: &output.left, at: position)
    copy(source.right, to: &output.right, at: position)
  }

  /// One check stands for all samples: with one for each, no two could be copied together.
  private static func copy(_ source: Span<Float>, to output: inout MutableSpan<Float>, at position: Int) {
    precondition(position >= 0 && output.count - position >= source.count, "the samples must fit")
    for index in source.indices { unsafe output[unchecked: position &+ index] = source[index] }
  }

  private static func convert(
    _ decoded: borrowing StereoBuffer, _ range: Range<Int>, isLast: Bool, by resampler: inout Resampler?,
    into ready: inout StereoBuffer
  ) throws(AudioFileError) -> (consumed: Int, produced: Int) {
    var output = ready.mutableSpan
    let input = decoded.span.extracting(range)
    guard let done = try resampler?.process(input, isLast: isLast, into: &output) else {
      preconditionFailure("the source has the working rate already")
    }
    return done
  }

  private static func decodeBlock(
    from reader: inout SoundFileReader, by foldDown: FoldDown, scratch: inout [Float], into output: inout StereoBuffer,
    silenced: inout Int
  ) throws(AudioFileError) -> Int {
    var block = scratch.mutableSpan
    let count = try reader.read(into: &block)
    silenced += foldDown.apply(to: &scratch, count: count, output: &output)
    return count
  }
}
