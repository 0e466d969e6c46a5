import SignalProcessing

/// A gain, and how loud the master with it made a remix.
package struct LoudnessTry: Equatable, Sendable {
  package let gainDB: Double
  package let loudnessLUFS: Double

  /// - Parameter powers: Those behind the master, of all segments in order; `nil` comes of silence.
  package init?(gainDB: Double, limitedPowers powers: Span<Float>) {
    guard let loudness = Loudness.integrated(gatingBlockPowers: powers) else { return nil }
    self.gainDB = gainDB
    loudnessLUFS = loudness
  }
}
