/// How well pitch classes suit each of the 24 keys.
///
/// The keys' profiles are correlated with what is heard (Krumhansl 1990), a profile being what the notes of a key sound
/// like in whitened spectra, with their harmonics (compare Gomez 2006).
struct KeyProfiles {
  /// The major keys from C on, then the minor keys.
  static let keys: [Key] = [Mode.major, .minor].flatMap { mode in
    (0..<12).map { Key(tonic: PitchClass(semitonesAboveC: $0), mode: mode) }
  }

  /// How strong each degree is in major and in minor, the tonic being 1.
  ///
  /// The "bgate" profiles of Faraldo, Jorda and Herrera (A multi-profile method for key estimation in EDM, 2017), which are
  /// Essentia's default, too: medians over dance music, with the four weakest degrees at 0.
  private static let major: [Float] = [1, 0, 0.42, 0, 0.53, 0.37, 0, 0.77, 0, 0.38, 0.21, 0.3]
  private static let minor: [Float] = [1, 0, 0.36, 0.39, 0, 0.38, 0, 0.74, 0.27, 0, 0.42, 0.23]

  /// What the bass adds to the chroma: it plays roots more often than fifths.
  private static let bassWeight: Float = 0.3

  /// Shape: keys x 12.
  private let rotated: [[Float]]

  init() {
    rotated = [Self.major, Self.minor].flatMap { profile in
      let heard = Self.withHarmonics(profile)
      return (0..<12).map { tonic in (0..<12).map { heard[($0 - tonic + 12) % 12] } }
    }
  }

  /// The correlation of the pitch classes of `columns` with each key, -1...1; all 0 where nothing has a pitch.
  func correlations(_ song: SongFeatures, columns: Range<Int>, tuningCents: Double) -> [Float] {
    let notes = Chroma.pitchClasses(of: Self.total(of: song.chroma, in: columns), tuningCents: tuningCents)
    let bass = Self.bass(of: song, in: columns)
    let heard = zip(notes, bass).map { $0 + Self.bassWeight * $1 }
    return rotated.map { Self.correlation(heard, $0) }
  }

  /// How often each pitch class is the bass; sums to 1, or all 0.
  static func bass(of song: SongFeatures, in columns: Range<Int>) -> [Float] {
    let bass = Self.total(of: song.bassChroma, in: columns)
    let sum = bass.reduce(0, +)
    return sum > 0 ? bass.map { $0 / sum } : [Float](repeating: 0, count: 12)
  }

  /// The sum of chroma columns, each moment counting alike, however many peaks it has.
  private static func total(of columns: [[Float]], in range: Range<Int>) -> [Float] {
    var total = [Float](repeating: 0, count: columns.first?.count ?? FeatureLayout.chromaBinsPerOctave)
    for index in range.clamped(to: columns.indices) {
      let peak = columns[index].max() ?? 0
      guard peak > 0 else { continue }
      for bin in total.indices { total[bin] += columns[index][bin] / peak }
    }
    return total
  }

  /// A profile of notes as spectral peaks show it: a note's third harmonic sounds a fifth up, its fifth a major third.
  private static func withHarmonics(_ profile: [Float]) -> [Float] {
    (0..<12).map { profile[$0] + 0.4 * profile[($0 + 5) % 12] + 0.2 * profile[($0 + 8) % 12] }
  }

  /// Pearson's correlation; 0 where a vector is flat.
  private static func correlation(_ a: [Float], _ b: [Float]) -> Float {
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
