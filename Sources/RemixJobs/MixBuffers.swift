import Audio
import Remixing
import SharedMemory
import SignalProcessing

/// The remix in shared memory: all of it as rendered, what its master needs to know, and a window of it as it goes to an
/// encoder that takes it in order.
final class MixBuffers {
  /// Segments that may be mastered ahead of the encoder.
  static let window = 16

  let rendered: SharedSound
  /// `nil` if the encoder does not take it in order.
  let limited: SharedStereo?
  let levels: LevelArrays
  /// What the samples of each block of `BlockEnergies` are multiplied by before the limiter.
  let gains: SharedArray<Float>
  /// What is taken off where coding would lift the sound over the ceiling; see `PeakRelief`.
  let relief: SharedArray<Float>
  private let plan: RemixPlan

  /// - Parameter isExact: Whether the mix is kept in single precision, for formats that keep more than 16 bits.
  init(
    plan: RemixPlan, isExact: Bool, isEncodedInOrder: Bool, placement: MemoryPlacement
  ) throws(SharedMemoryError) {
    self.plan = plan
    let count = plan.sampleCount
    rendered = try SharedSound(named: "wubremix-mix", count: count, isExact: isExact, placement: placement)
    limited = isEncodedInOrder ? try Self.window(of: plan) : nil
    levels = try LevelArrays(sampleCount: count)
    gains = try SharedArray(named: "wubremix-mix-gains", count: BlockEnergies.blockCount(forSamples: count))
    relief = try SharedArray(named: "wubremix-peak-relief", count: PeakRelief.blockCount(forSamples: count))
  }

  private static func window(of plan: RemixPlan) throws(SharedMemoryError) -> SharedStereo {
    let length = window * plan.longestSegment
    let limited = try SharedStereo(named: "wubremix-limited", capacity: length)
    try limited.grow(to: length)
    limited.publish(count: length)
    return limited
  }

  /// Where the limited samples of `segment` stand until the encoder has had them.
  func slot(ofSegment segment: Int) -> Range<Int> {
    let start = segment % Self.window * plan.longestSegment
    return start..<(start + plan.range(ofSegment: segment).count)
  }

  /// Sets the gains that the master is made with; no worker may be at work.
  func setGains(_ values: [Float]) {
    let gains = gains
    var slot = gains.slot(0..<gains.count)
    for index in values.indices { slot[index] = values[index] }
  }

  /// Takes nothing off any more; no worker may be at work.
  func clearRelief() {
    let relief = relief
    var values = relief.slot(0..<relief.count)
    for index in 0..<values.count { values[index] = 0 }
  }

  /// Takes more off around each peak that is too high; no worker may be at work there.
  ///
  /// - Parameter attempt: From 1 on. Coding the lowered sound is not quite coding it as it was: more is taken off each time.
  /// - Returns: The samples that are changed.
  func relieve(_ peaks: [HeardLevels.Peak], attempt: Int) -> [Range<Int>] {
    let relief = relief
    let count = relief.count
    var values = relief.slot(0..<count)
    for peak in peaks {
      for block in Self.relieved(by: peak.block) where (0..<count).contains(block) {
        values[block] += Float(peak.excessDB + Double(attempt * attempt) * Self.reliefMarginDB)
      }
    }
    return peaks.map { Self.changedSamples(by: $0.block) }
  }

  /// The samples that are changed where a peak in `block` is lowered.
  static func changedSamples(by block: Int) -> Range<Int> {
    let blocks = relieved(by: block)
    let start = blocks.lowerBound * PeakRelief.blockLength - PeakRelief.reach
    return start..<(blocks.upperBound + 1) * PeakRelief.blockLength + PeakRelief.reach
  }

  /// Its neighbours share a frame with a block, whose coding noise is as loud as the loudest of them lets it be.
  private static func relieved(by block: Int) -> ClosedRange<Int> { block - 1...block + 1 }

  /// Decibels that are taken off a block on average.
  var meanReliefDB: Double {
    let relief = relief
    let values = relief.span
    var sum = 0.0
    for index in values.indices { sum += Double(values[index]) }
    return values.isEmpty ? 0 : sum / Double(values.count)
  }

  /// Decibels taken off beyond what is needed, the first time.
  private static let reliefMarginDB = 0.3
}
