import Audio
import AudioFiles
import Remixing
import SharedMemory
import SignalProcessing

/// Measures what a remix is like when it is decoded, all of it or a piece.
struct DecodedListener: ~Copyable {
  private let levels: HeardLevels
  private let meter: TruePeakMeter
  /// The samples that this one answers for: groups and blocks that depend on none before, but on the first of these or
  /// a later one.
  private let owned: Range<Int>
  /// What is kept of the sound, and where that starts.
  private var held = StereoBuffer(count: 0)
  private var origin: Int
  /// The starts of what is measured next.
  private var group: Int
  private var block: Int

  /// Samples that are decoded at a time.
  private static let blockLength = 1 << 16

  /// - Parameters:
  ///   - origin: The number of the first sample that will be fed.
  ///   - owned: What to answer for; the last part of it is that of the whole sound.
  init(_ levels: HeardLevels, origin: Int, owned: Range<Int>) {
    self.levels = levels
    self.owned = owned
    self.origin = origin
    meter = levels.meter
    // The first that depend on nothing before `owned`.
    group = Self.start(after: owned.lowerBound, lead: BlockEnergies.warmUpLength, step: BlockEnergies.groupLength)
    block = Self.start(after: owned.lowerBound, lead: TruePeakMeter.reach, step: PeakRelief.blockLength)
  }

  private static func start(after bound: Int, lead: Int, step: Int) -> Int {
    bound <= 0 ? 0 : (bound + lead + step - 1) / step * step
  }

  /// Decodes a stream from its start as far as this one answers for.
  consuming func listen(to stream: consuming DecodingStream) throws(AudioFileError) {
    var samples = StereoBuffer(count: Self.blockLength)
    while group - BlockEnergies.warmUpLength < owned.upperBound || block - TruePeakMeter.reach < owned.upperBound {
      var span = samples.mutableSpan
      let count = try stream.read(into: &span)
      if count == 0 { break }
      append(samples, count: count)
      measure(isLast: false)
    }
    measure(isLast: true)
  }

  private mutating func append(_ samples: borrowing StereoBuffer, count: Int) {
    // What nothing depends on any more is dropped, and what lies behind the sound's end is none of it.
    let needed = min(group - BlockEnergies.warmUpLength, block - TruePeakMeter.reach)
    let dropped = min(max(needed - origin, 0), held.count)
    let added = min(count, max(levels.sampleCount - origin - held.count, 0))
    held.left.removeFirst(dropped)
    held.right.removeFirst(dropped)
    held.left += samples.left[..<added]
    held.right += samples.right[..<added]
    origin += dropped
  }

  /// - Parameter isLast: Whether silence follows.
  private mutating func measure(isLast: Bool) {
    let end = origin + held.count
    let (weighted, peaks, total) = (levels.weighted, levels.peaks, levels.sampleCount)
    while group < total, group - BlockEnergies.warmUpLength < owned.upperBound {
      let samples = group..<min(group + BlockEnergies.groupLength, total)
      guard isLast || samples.upperBound <= end else { break }
      let blocks =
        BlockEnergies.blockCount(forSamples: group)..<BlockEnergies.blockCount(forSamples: samples.upperBound)
      var slot = weighted.slot(blocks)
      BlockEnergies.measure(held.span, origin: origin, samples: samples, weighted: &slot)
      group += BlockEnergies.groupLength
    }
    while block < total, block - TruePeakMeter.reach < owned.upperBound {
      let samples = block..<min(block + PeakRelief.blockLength, total)
      guard isLast || samples.upperBound + TruePeakMeter.reach <= end else { break }
      let place = block / PeakRelief.blockLength
      var slot = peaks.slot(place..<place + 1)
      slot[0] = meter.peak(of: held.span, in: samples.lowerBound - origin..<samples.upperBound - origin) ?? 0
      block += PeakRelief.blockLength
    }
  }
}
