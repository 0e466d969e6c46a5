/// What a user may choose about a remix.
package struct RemixOptions: Codable, Equatable, Sendable {
  /// Chooses between figures of equal worth: another seed gives another remix of the same song.
  package var seed: UInt64
  /// Integrated loudness of the finished remix.
  package var targetLoudnessLUFS: Double
  /// The highest true peak allowed in the decoded MP3, in dBTP.
  package var truePeakCeilingDB: Double

  package init(seed: UInt64 = 140, targetLoudnessLUFS: Double = -14, truePeakCeilingDB: Double = -1) {
    self.seed = seed
    self.targetLoudnessLUFS = targetLoudnessLUFS
    self.truePeakCeilingDB = truePeakCeilingDB
  }
}
