/// How a remix's loud parts are drawn together before the limiter.
package struct BusCompression: Equatable, Sendable {
  /// Decibels more that go in above the threshold for one more that comes out.
  package var ratio: Double
  /// Where the threshold lies above the target loudness, in LU: moments are louder than the whole.
  package var thresholdOffsetLU: Double
  /// Decibels around the threshold over which the ratio sets in.
  package var kneeDB: Double

  package init(ratio: Double = 2, thresholdOffsetLU: Double = -1, kneeDB: Double = 6) {
    precondition(ratio >= 1 && kneeDB > 0, "a compressor makes nothing louder and has a knee")
    self.ratio = ratio
    self.thresholdOffsetLU = thresholdOffsetLU
    self.kneeDB = kneeDB
  }

  /// By how many decibels a sound is lowered that lies `excess` decibels above the threshold.
  func reductionDB(atExcess excess: Double) -> Double {
    let inKnee = min(max(excess + kneeDB / 2, 0), kneeDB)
    return (1 - 1 / ratio) * (inKnee * inKnee / (2 * kneeDB) + max(excess - kneeDB / 2, 0))
  }
}
