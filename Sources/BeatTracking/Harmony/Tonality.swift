import Glibc

/// The song's key, and how much speaks for it and for the others.
struct Tonality {
  /// All 24 keys, the likeliest first; the scores are shares of the evidence.
  let candidates: [Candidate<Key>]

  /// What the bass at the sections' starts adds to the correlation of each of `KeyProfiles.keys`.
  let bonuses: [Float]

  var key: Key { candidates[0].answer }

  /// The bonus of a tonic that all sections start on: composers begin at home.
  ///
  /// It tells a minor key from its relative major.
  private static let tonicWeight: Float = 0.25
  /// Seconds from a section's start that count as its first bass note.
  private static let firstNoteSeconds = 1.0
  /// Shares grow by e when the correlation grows by one over this; measured, so that shares are about the frequency of
  /// being right.
  private static let sharpness: Float = 15
  /// Correlations of the best key that are no evidence at all (noise and drums reach 0.45), and full evidence.
  private static let evidence: ClosedRange<Float> = 0.45...0.7

  /// - Parameter sectionStarts: Seconds.
  init(_ song: SongFeatures, tuningCents: Double, sectionStarts: [Double]) {
    let correlations = KeyProfiles().correlations(
      song, columns: 0..<song.chroma.count, tuningCents: tuningCents)
    let tonics = Self.tonics(song, sectionStarts: sectionStarts)
    let bonuses = correlations.indices.map { Self.tonicWeight * tonics[$0 % 12] }
    let scores = zip(correlations, bonuses).map { $0 + $1 }
    let highest = scores.max() ?? 0
    let weights = scores.map { expf(Self.sharpness * ($0 - highest)) }
    let total = weights.reduce(0, +)
    // Stable: of equal scores the first listed wins.
    let ranking = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    let span = Self.evidence.upperBound - Self.evidence.lowerBound
    let certainty = min(max((correlations[ranking[0]] - Self.evidence.lowerBound) / span, 0), 1)
    self.bonuses = bonuses
    candidates = ranking.map { index in
      Candidate(KeyProfiles.keys[index], score: Double(certainty * weights[index] / total))
    }
  }

  /// How often each pitch class is the bass where sections start; sums to 1, or all 0.
  private static func tonics(_ song: SongFeatures, sectionStarts: [Double]) -> [Float] {
    let columnRate = FeatureExtractor.frameRate / Double(song.chromaStride)
    var sum = [Float](repeating: 0, count: 12)
    for start in sectionStarts {
      let first = Int(start * columnRate)
      let bass = KeyProfiles.bass(of: song, in: first..<first + Int(firstNoteSeconds * columnRate) + 1)
      for index in sum.indices { sum[index] += bass[index] }
    }
    let total = sum.reduce(0, +)
    return total > 0 ? sum.map { $0 / total } : sum
  }
}
