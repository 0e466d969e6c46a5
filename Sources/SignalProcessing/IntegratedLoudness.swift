package import Audio

/// The integrated loudness of a stream of samples, after ITU-R BS.1770-4.
package struct IntegratedLoudness: ~Copyable {
  private var meter = LoudnessMeter()
  private var hop = StereoBuffer(count: Loudness.hopLength)
  private var filled = 0
  /// Of the last four hops, which make a gating block.
  private var hopPowers = SIMD4<Double>()
  private var hopCount = 0
  private var powers: [Float] = []

  package init() {}

  /// Takes in the samples that come next.
  package mutating func feed(_ samples: StereoSpan) {
    for index in 0..<samples.count {
      hop.left[filled] = samples.left[index]
      hop.right[filled] = samples.right[index]
      filled += 1
      if filled == Loudness.hopLength { endHop() }
    }
  }

  /// Of all samples so far, in LUFS; `nil` for silence and for less than 400 ms.
  package var lufs: Double? {
    let powers = powers
    return Loudness.integrated(gatingBlockPowers: powers.span)
  }

  private mutating func endHop() {
    let whole = hop
    meter.feed(whole.span)
    hopPowers[hopCount % 4] = meter.hopPower()
    hopCount += 1
    filled = 0
    if hopCount >= 4 { powers.append(Float(hopPowers.sum() / 4)) }
  }
}
