package import Audio

/// Frames of a joined stream that are encoded again because some samples have changed.
package struct MP3Stretch: Equatable, Sendable {
  /// All that are encoded: from some before the change, until the encoder's memory is what it was, to some behind it, where
  /// it has forgotten the change.
  package let frames: Range<Int>
  /// Those that the changed samples reach.
  package let changed: Range<Int>

  /// Times the usual number of frames before and behind.
  package let patience: Int
}

extension MP3Pieces {
  /// Frames before and behind those that a sample lies in whose encoding it has a part in: transforms overlap, and the
  /// encoder looks ahead for attacks.
  private static let sampleReach = 3
  /// Changes that are so many frames apart are mended on their own: less would be encoded twice.
  private static let mergedFrames = 4 * alignment

  /// The stretches to be encoded again after samples have changed, in order.
  ///
  /// - Parameters:
  ///   - ranges: The changed samples, in any order.
  ///   - patience: Times the usual number of frames before and behind.
  package func stretches(changing ranges: [Range<Int>], patience: Int = 1) -> [MP3Stretch] {
    var changes: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let first = max(range.lowerBound, 0) / LayerThreeFrame.sampleCount - Self.sampleReach
      let last = range.upperBound / LayerThreeFrame.sampleCount + 1 + Self.sampleReach
      let frames = (first..<last + 1).clamped(to: 0..<frameCount)
      if let before = changes.last, frames.lowerBound - before.upperBound < Self.mergedFrames {
        changes[changes.count - 1] = before.lowerBound..<max(before.upperBound, frames.upperBound)
      } else if !frames.isEmpty {
        changes.append(frames)
      }
    }
    return changes.map { stretch(around: $0, patience: patience) }
  }

  /// A stretch for frames that have changed.
  package func stretch(around changed: Range<Int>, patience: Int) -> MP3Stretch {
    let settling = settings.ofPieces.usesBitReservoir ? 2 * Self.alignment : Self.alignment
    let first = max((changed.lowerBound - Self.sharedFrames - patience * settling) / Self.alignment, 0) * Self.alignment
    let end = changed.upperBound + patience * settling + Self.sharedFrames
    // The end of a song is encoded with its padding; a break just before it would be another one.
    let last = end + 2 * Self.alignment >= frameCount ? frameCount : end
    return MP3Stretch(frames: first..<last, changed: changed, patience: patience)
  }

  /// Encodes a stretch.
  ///
  /// - Parameter read: Gives the samples of a range of the song. Called for one block after the other.
  package func encode(
    _ stretch: MP3Stretch, reading read: (Range<Int>) -> StereoBuffer
  ) throws(AudioFileError) -> EncodedPiece {
    try encode(samples(of: stretch), isLast: isLast(stretch), reading: read)
  }

  private func samples(of stretch: MP3Stretch) -> Range<Int> {
    let first = stretch.frames.lowerBound * LayerThreeFrame.sampleCount
    let end = (stretch.frames.upperBound + Self.heldFrames) * LayerThreeFrame.sampleCount
    return first..<(isLast(stretch) ? sampleCount : min(end, sampleCount))
  }

  /// Whether a stretch goes to the end of the song, so that it has an Info frame.
  package func isLast(_ stretch: MP3Stretch) -> Bool { stretch.frames.upperBound == frameCount }

  /// Blocks in which a stretch is read.
  package func blockCount(of stretch: MP3Stretch) -> Int { blockCount(samples(of: stretch)) }

  /// Bytes that a stretch comes to at most, with its Info frame.
  package func largestByteCount(of stretch: MP3Stretch) -> Int { largestByteCount(samples(of: stretch)) }

  /// A stretch as a stream that decodes to what the mended whole does, as `decodable(_:number:patience:)` has it.
  ///
  /// - Returns: The stream, the song's sample that its first one stands for, and the samples that are as in the whole if it
  ///   fits.
  package func decodable(
    _ piece: EncodedPiece, of stretch: MP3Stretch
  ) -> (bytes: [UInt8], firstSample: Int, faithful: Range<Int>)? {
    guard let stream = decodable(piece, firstFrame: stretch.frames.lowerBound) else { return nil }
    let first = stretch.changed.lowerBound - Self.sharedFrames + Self.decoderMemory
    let start = stretch.frames.lowerBound == 0 ? 0 : decodedStart(ofFrame: first)
    let end = isLast(stretch) ? Int.max : decodedStart(ofFrame: stretch.frames.upperBound)
    return (stream.bytes, stream.firstSample, start..<end)
  }
}
