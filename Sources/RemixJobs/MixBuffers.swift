import Audio
import Remixing
import SharedMemory
import SignalProcessing

/// The remix in shared memory: all of it as rendered, and a window of it as it goes to the encoder.
final class MixBuffers {
  /// Segments that may be limited ahead of the encoder.
  static let window = 16

  let rendered: SharedStereo
  let limited: SharedStereo
  /// The power of each gating block of the limited mix, at the gain that was tried last.
  let powers: SharedArray<Float>
  /// What is taken off where coding would lift the sound over the ceiling; see `PeakRelief`.
  let relief: SharedArray<Float>
  private let plan: RemixPlan

  init(plan: RemixPlan) throws(SharedMemoryError) {
    self.plan = plan
    rendered = try SharedStereo(named: "wubremix-mix", capacity: plan.sampleCount)
    try rendered.grow(to: plan.sampleCount)
    let windowLength = Self.window * plan.longestSegment
    limited = try SharedStereo(named: "wubremix-limited", capacity: windowLength)
    try limited.grow(to: windowLength)
    limited.publish(count: windowLength)
    let blockCount = Loudness.blockCount(forSamples: plan.sampleCount)
    powers = try SharedArray(named: "wubremix-mix-loudness", capacity: max(1, blockCount))
    try powers.grow(to: blockCount)
    powers.publish(count: blockCount)
    let reliefCount = PeakRelief.blockCount(forSamples: plan.sampleCount)
    relief = try SharedArray(named: "wubremix-peak-relief", capacity: max(1, reliefCount))
    try relief.grow(to: reliefCount)
    relief.publish(count: reliefCount)
  }

  /// Where the limited samples of `segment` stand until the encoder has had them.
  func slot(ofSegment segment: Int) -> Range<Int> {
    let start = segment % Self.window * plan.longestSegment
    return start..<(start + plan.range(ofSegment: segment).count)
  }

  /// Takes more off around each peak that is too high; no worker may be at work.
  ///
  /// - Parameter attempt: From 1 on. Coding the lowered sound is not quite coding it as it was: more is taken off each time.
  func relieve(_ peaks: [WrittenRemix.Peak], attempt: Int) {
    let relief = relief
    let count = relief.count
    var values = relief.slot(0..<count)
    for peak in peaks {
      // Its neighbours share a frame with it, whose coding noise is as loud as the loudest of them lets it be.
      for block in (peak.block - 1...peak.block + 1) where (0..<count).contains(block) {
        values[block] += Float(peak.excessDB + Double(attempt * attempt) * Self.reliefMarginDB)
      }
    }
  }

  /// Decibels that are taken off a block on average.
  var meanReliefDB: Double {
    let relief = relief
    let values = relief.span
    var sum = 0.0
    for index in values.indices { sum += Double(values[index]) }
    return values.isEmpty ? 0 : sum / Double(values.count)
  }

  /// Decibels taken off beyond what is needed, the first time.
  private static let reliefMarginDB = 0.15
}
