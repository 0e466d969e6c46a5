import Glibc

/// The song's sections: stretches of whole bars that sound alike within themselves.
///
/// Borders minimise the bars' squared distances from their section's mean plus a price per section (optimal partition by
/// dynamic programming). Sections with close means share a label.
struct Form {
  let sections: [Section]

  /// Price of a section, in units of the mean squared distance of a bar from the song's mean.
  private static let sectionPrice: Float = 0.5
  /// What a length in bars costs on top, in the same units: composers like multiples of eight and four.
  private static func lengthPrice(_ bars: Int) -> Float {
    if bars < 4 { return 3 }
    return bars.isMultiple(of: 8) ? 0 : bars.isMultiple(of: 4) ? 0.5 : 1.5
  }
  /// Sections share a label when the squared distance of their means is under this, in the same units.
  private static let sameLabelDistance: Float = 0.5

  init(bars: BarGrid, song: SongFeatures, tonality: Tonality, durationSeconds: Double) {
    // The bars, with what precedes the first downbeat and follows the last counted to the nearest.
    let borders = bars.downbeats.dropFirst().filter { $0 < durationSeconds }
    let times = [0] + borders + [durationSeconds]
    let matrix = BarMatrix(borders: times, song: song, tuningCents: tonality.tuningCents)
    let cuts = Self.partition(matrix)
    let parts = Array(zip(cuts, cuts.dropFirst()).map { $0..<$1 })
    let labels = Self.labels(of: parts, in: matrix)
    let levels = parts.map { matrix.power[$0].reduce(0, +) / Float($0.count) }
    let loudest = levels.max() ?? 0
    sections = zip(parts, zip(labels, levels)).map { part, description in
      Section(
        startSeconds: times[part.lowerBound], endSeconds: times[part.upperBound], label: description.0,
        energy: loudest > 0 ? Double((description.1 / loudest).squareRoot()) : 0)
    }
  }

  /// The bars at which sections start, and the number of bars.
  private static func partition(_ matrix: BarMatrix) -> [Int] {
    let count = matrix.rows.count
    let unit = Self.scatter(of: matrix)
    guard count > 1, unit > 0 else { return [0, count] }
    var best = [Float](repeating: .infinity, count: count + 1)
    var origin = [Int](repeating: 0, count: count + 1)
    best[0] = 0
    let width = matrix.rows[0].count
    for start in 0..<count {
      // Grow a section bar by bar, with running sums of its vectors and of their squares.
      var sum = [Float](repeating: 0, count: width)
      var squares: Float = 0
      for end in start + 1...count {
        let row = matrix.rows[end - 1]
        var squaredSum: Float = 0
        for index in 0..<width {
          sum[index] += row[index]
          squares += row[index] * row[index]
          squaredSum += sum[index] * sum[index]
        }
        let bars = end - start
        let scatter = max(squares - squaredSum / Float(bars), 0) / unit
        let cost = best[start] + scatter + sectionPrice + (end == count && bars >= 4 ? 0 : lengthPrice(bars))
        if cost < best[end] {
          best[end] = cost
          origin[end] = start
        }
      }
    }
    var cuts = [count]
    while let cut = cuts.last, cut > 0 { cuts.append(origin[cut]) }
    return cuts.reversed()
  }

  private static func scatter(of matrix: BarMatrix) -> Float {
    let mean = matrix.mean(of: matrix.rows.indices)
    return matrix.rows.reduce(0) { $0 + matrix.distance($1, mean) } / Float(max(matrix.rows.count, 1))
  }

  /// "A" for the first part; for each other the label of the closest earlier part, or the next letter.
  private static func labels(of parts: [Range<Int>], in matrix: BarMatrix) -> [String] {
    let means = parts.map { matrix.mean(of: $0) }
    let unit = scatter(of: matrix)
    var labels: [Int] = []
    for index in parts.indices {
      let closest = (0..<index).min {
        matrix.distance(means[$0], means[index]) < matrix.distance(means[$1], means[index])
      }
      if let closest, matrix.distance(means[closest], means[index]) < sameLabelDistance * unit {
        labels.append(labels[closest])
      } else {
        labels.append((labels.max() ?? -1) + 1)
      }
    }
    return labels.map(name)
  }

  /// A...Z, then AA, AB, ...
  private static func name(_ index: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(65 + index % 26)))
    return index < 26 ? letter : name(index / 26 - 1) + letter
  }
}
