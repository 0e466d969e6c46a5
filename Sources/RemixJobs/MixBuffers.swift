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
  }

  /// Where the limited samples of `segment` stand until the encoder has had them.
  func slot(ofSegment segment: Int) -> Range<Int> {
    let start = segment % Self.window * plan.longestSegment
    return start..<(start + plan.range(ofSegment: segment).count)
  }

  /// Samples on either side of a place that count as near it: half a frame of MP3.
  static let neighbourhood = 576

  /// The largest magnitude that `master` leaves near `position`.
  func peak(around position: Int, behind master: Master) -> Double {
    let rendered = rendered
    let range = (position - Self.neighbourhood..<position + 2 * Self.neighbourhood).clamped(to: 0..<rendered.count)
    var sound = StereoBuffer(count: range.count)
    var span = sound.mutableSpan
    master.process(rendered.span, range: range, into: &span)
    var peak: Float = 0
    for index in 0..<sound.count { peak = max(peak, abs(sound.left[index]), abs(sound.right[index])) }
    return Double(peak)
  }
}
