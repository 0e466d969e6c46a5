import Audio
import Remixing
import SharedMemory
import SignalProcessing

/// The levels of a mix in shared memory, measured chunk by chunk.
struct LevelArrays {
  /// Samples whose levels are measured by one task.
  private static let chunkLength = 4 * BlockEnergies.groupLength

  private let sampleCount: Int
  private let weighted: SharedArray<Float>
  private let aboveBass: SharedArray<Float>
  let peaks: SharedArray<Float>

  init(sampleCount: Int) throws(SharedMemoryError) {
    self.sampleCount = sampleCount
    let blockCount = BlockEnergies.blockCount(forSamples: sampleCount)
    weighted = try SharedArray(named: "wubremix-mix-loudness", count: blockCount)
    aboveBass = try SharedArray(named: "wubremix-mix-energies", count: blockCount)
    peaks = try SharedArray(named: "wubremix-mix-peaks", count: LevelProfile.peakCount(forSamples: sampleCount))
  }

  /// The levels of the whole mix, once all are measured.
  var profile: LevelProfile {
    @_lifetime(borrow self)
    get {
      LevelProfile(sampleCount: sampleCount, weighted: weighted.span, aboveBass: aboveBass.span, peaks: peaks.span)
    }
  }

  /// The largest magnitude of all samples.
  var peak: Float { peaks.span.peak }

  var chunkCount: Int { (sampleCount + Self.chunkLength - 1) / Self.chunkLength }

  /// The samples that a task measures.
  func samples(ofChunk chunk: Int) -> Range<Int> {
    chunk * Self.chunkLength..<min((chunk + 1) * Self.chunkLength, sampleCount)
  }

  /// The samples that measuring a chunk reads.
  func samplesNeeded(forChunk chunk: Int) -> Range<Int> {
    let samples = samples(ofChunk: chunk)
    return max(samples.lowerBound - BlockEnergies.warmUpLength, 0)..<samples.upperBound
  }

  /// Measures the levels of a chunk.
  ///
  /// - Parameters:
  ///   - mix: Holds at least the samples needed.
  ///   - origin: The number of its first sample.
  func measure(chunk: Int, of mix: StereoSpan, origin: Int) {
    let samples = samples(ofChunk: chunk)
    var weightedSlot = weighted.slot(blocks(samples))
    var aboveBassSlot = aboveBass.slot(blocks(samples))
    BlockEnergies.measure(
      mix, origin: origin, samples: samples, weighted: &weightedSlot, aboveBass: &aboveBassSlot)
    var peakSlot = peaks.slot(peakPlaces(samples))
    LevelProfile.measurePeaks(of: mix, origin: origin, range: samples, into: &peakSlot)
  }

  /// The fingerprint of what `measure` wrote.
  func checksum(ofChunk chunk: Int) -> UInt64 {
    let samples = samples(ofChunk: chunk)
    let blocks = blocks(samples)
    return weighted.checksum(of: blocks) ^ (aboveBass.checksum(of: blocks) &* 31)
      ^ (peaks.checksum(of: peakPlaces(samples)) &* 961)
  }

  private func blocks(_ samples: Range<Int>) -> Range<Int> {
    BlockEnergies.blockCount(forSamples: samples.lowerBound)..<BlockEnergies.blockCount(forSamples: samples.upperBound)
  }

  private func peakPlaces(_ samples: Range<Int>) -> Range<Int> {
    LevelProfile.peakCount(forSamples: samples.lowerBound)..<LevelProfile.peakCount(forSamples: samples.upperBound)
  }
}
