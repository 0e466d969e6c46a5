import Glibc

/// How far a song's A lies above 440 Hz.
enum Tuning {
  /// -50...50 cents: the mean direction of all peaks' distances from the equal-tempered grid.
  static func cents(of song: SongFeatures) -> Double {
    let cosine = song.tuningCosine.reduce(0, +)
    let sine = song.tuningSine.reduce(0, +)
    guard song.chroma.contains(where: { column in column.contains { $0 > 0 } }) else { return 0 }
    return Double(atan2f(sine, cosine)) / (2 * .pi) * 100
  }
}
