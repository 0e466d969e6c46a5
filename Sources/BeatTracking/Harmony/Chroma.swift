import Glibc

/// Arithmetic on chroma vectors.
enum Chroma {
  /// The mean of columns `start..<end`, as far as they exist; zeros if there are none.
  static func mean(of columns: [[Float]], from start: Int, to end: Int) -> [Float] {
    let width = columns.first?.count ?? 0
    var sum = [Float](repeating: 0, count: width)
    let range = max(start, 0)..<max(min(end, columns.count), max(start, 0))
    for column in range {
      for bin in 0..<width { sum[bin] += columns[column][bin] }
    }
    return range.isEmpty ? sum : sum.map { $0 / Float(range.count) }
  }

  /// Folds 36 bins to 12 pitch classes, given how far the song's tuning lies above A = 440 Hz.
  ///
  /// - Returns: Shape: 12. Sums to 1, or all 0.
  static func pitchClasses(of fine: [Float], tuningCents: Double) -> [Float] {
    let perSemitone = FeatureLayout.chromaBinsPerOctave / 12
    let shift = tuningCents / 100 * Double(perSemitone)
    var classes = [Float](repeating: 0, count: 12)
    for (bin, value) in fine.enumerated() {
      // Bins within half a semitone of a pitch class belong to it; those on the border to both.
      let position = (Double(bin) - shift) / Double(perSemitone)
      let nearest = position.rounded()
      let distance = abs(position - nearest)
      let weight = Float(cos(.pi * distance) * cos(.pi * distance))
      let index = ((Int(nearest) % 12) + 12) % 12
      classes[index] += weight * value
    }
    let total = classes.reduce(0, +)
    return total > 1e-9 ? classes.map { $0 / total } : [Float](repeating: 0, count: 12)
  }
}
