import Glibc

/// The song's tuning and key.
struct Tonality {
  let tuningCents: Double
  let key: Key
  let confidence: Double

  /// How often each degree sounds in major and in minor, the tonic being 1; rounded from published profiles of
  /// popular music, with what hardly belongs to the key at 0.
  private static let majorProfile: [Float] = [1, 0, 0.42, 0, 0.53, 0.37, 0, 0.77, 0, 0.38, 0.21, 0.3]
  private static let minorProfile: [Float] = [1, 0, 0.36, 0.39, 0, 0.38, 0, 0.74, 0.27, 0, 0.42, 0.23]

  /// What the bass adds to the chroma: it plays roots more often than fifths.
  private static let bassWeight: Float = 0.45

  init(_ song: SongFeatures) {
    let cosine = song.tuningCosine.reduce(0, +)
    let sine = song.tuningSine.reduce(0, +)
    let pitched = song.chroma.contains { column in column.contains { $0 > 0 } }
    tuningCents = pitched ? Double(atan2f(sine, cosine)) / (2 * .pi) * 100 : 0
    let total = Self.total(of: song.chroma)
    let chroma = zip(Chroma.pitchClasses(of: total, tuningCents: tuningCents), Self.bassClasses(of: song))
      .map { $0 + Self.bassWeight * $1 }
    var ranking: [(score: Float, key: Key)] = []
    for (mode, profile) in [(Mode.major, Self.majorProfile), (Mode.minor, Self.minorProfile)] {
      for tonic in 0..<12 {
        let heard = Self.withHarmonics(profile)
        let rotated = (0..<12).map { heard[($0 - tonic + 12) % 12] }
        let key = Key(tonic: PitchClass(semitonesAboveC: tonic), mode: mode)
        ranking.append((Self.correlation(chroma, rotated), key))
      }
    }
    // Stable: of equal scores the first listed wins.
    let best = ranking.indices.max { ranking[$0].score < ranking[$1].score } ?? 0
    key = ranking[best].key
    confidence = pitched ? Double(min(max(ranking[best].score, 0), 1)) : 0
  }

  /// The sum of chroma columns, each moment counting alike, however many peaks it has.
  private static func total(of columns: [[Float]]) -> [Float] {
    var total = [Float](repeating: 0, count: columns.first?.count ?? FeatureLayout.chromaBinsPerOctave)
    for column in columns {
      let peak = column.max() ?? 0
      guard peak > 0 else { continue }
      for bin in column.indices { total[bin] += column[bin] / peak }
    }
    return total
  }

  /// How often each pitch class is the bass; sums to 1, or all 0.
  private static func bassClasses(of song: SongFeatures) -> [Float] {
    guard !song.bassChroma.isEmpty else { return [Float](repeating: 0, count: 12) }
    let bass = Self.total(of: song.bassChroma)
    let sum = bass.reduce(0, +)
    return sum > 0 ? bass.map { $0 / sum } : bass
  }

  /// A profile of notes as spectral peaks show it: a note's third harmonic sounds a fifth up, its fifth a major third.
  private static func withHarmonics(_ profile: [Float]) -> [Float] {
    (0..<12).map { profile[$0] + 0.4 * profile[($0 + 5) % 12] + 0.2 * profile[($0 + 8) % 12] }
  }

  /// Pearson's correlation; 0 where a vector is flat.
  static func correlation(_ a: [Float], _ b: [Float]) -> Float {
    let meanA = a.reduce(0, +) / Float(a.count)
    let meanB = b.reduce(0, +) / Float(b.count)
    var (product, powerA, powerB) = (Float(0), Float(0), Float(0))
    for (x, y) in zip(a, b) {
      product += (x - meanA) * (y - meanB)
      powerA += (x - meanA) * (x - meanA)
      powerB += (y - meanB) * (y - meanB)
    }
    return powerA > 1e-12 && powerB > 1e-12 ? product / (powerA * powerB).squareRoot() : 0
  }
}
