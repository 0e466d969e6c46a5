import Audio
import Remixing
import SharedMemory
import SignalProcessing

/// The remix as a listener hears it, who decodes it: coding to MP3 can lift peaks by more than the limiter allowed for, and
/// at low bitrates it takes loudness away.
final class HeardLevels {
  /// A peak over the ceiling.
  struct Peak: Equatable {
    /// The block of `PeakRelief` that it lies in.
    let block: Int
    let excessDB: Double
  }

  let sampleCount: Int
  /// K-weighted energies of the blocks of `BlockEnergies`.
  let weighted: SharedArray<Float>
  /// The true peak of each block of `PeakRelief`; 0 if it is below the ceiling.
  let peaks: SharedArray<Float>
  private let ceiling: Float

  /// - Parameter ceilingDB: What the true peaks may reach, in dBTP.
  init(sampleCount: Int, ceilingDB: Double) throws(SharedMemoryError) {
    self.sampleCount = sampleCount
    ceiling = Float(Decibels.gain(fromDB: ceilingDB))
    weighted = try SharedArray(
      named: "wubremix-heard-loudness", count: BlockEnergies.blockCount(forSamples: sampleCount))
    peaks = try SharedArray(named: "wubremix-heard-peaks", count: PeakRelief.blockCount(forSamples: sampleCount))
  }

  /// What finds the peaks.
  var meter: TruePeakMeter { TruePeakMeter(above: ceiling) }

  /// All peaks that are over the ceiling, at most one for each block.
  var excessivePeaks: [Peak] { excessivePeaks(in: 0..<Int.max) }

  /// Those in some blocks.
  func excessivePeaks(in blocks: Range<Int>) -> [Peak] {
    let peaks = peaks
    let values = peaks.span
    return values.indices.clamped(to: blocks).filter { values[$0] > 0 }.map { block in
      Peak(block: block, excessDB: Decibels.decibels(fromGain: Double(values[block] / ceiling)))
    }
  }

  /// `nil` for what is silent or very short.
  var loudnessLUFS: Double? {
    let weighted = weighted
    return Loudness.integrated(blockEnergies: weighted.span, sampleCount: sampleCount)
  }
}
