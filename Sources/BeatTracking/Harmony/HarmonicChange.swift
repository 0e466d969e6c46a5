/// How much the harmony after a moment differs from that before it.
struct HarmonicChange {
  private let width: Int
  let columnCount: Int
  /// Running sums of the columns, in doubles: floats would drift over hours.
  ///
  /// Shape: columns + 1 x width.
  private let sums: [Double]

  /// - Parameter columns: Chroma of the song; shape: columns x pitch classes.
  init(of columns: [[Float]]) {
    width = columns.first?.count ?? 0
    columnCount = columns.count
    var sums = [Double](repeating: 0, count: (columns.count + 1) * width)
    for (index, column) in columns.enumerated() {
      for bin in 0..<width { sums[(index + 1) * width + bin] = sums[index * width + bin] + Double(column[bin]) }
    }
    self.sums = sums
  }

  /// - Parameters:
  ///   - bins: Where a frame's chroma lies.
  ///   - features: All frames of the song.
  init(of bins: Range<Int>, in features: Span<Float>) {
    let step = FeatureLayout.chromaStride * FeatureLayout.floatsPerFrame
    width = bins.count
    columnCount = (features.count + step - 1) / step
    var sums = [Double](repeating: 0, count: (columnCount + 1) * width)
    var running = sums.mutableSpan
    for column in 0..<columnCount {
      let start = column * step + bins.lowerBound
      let values = features.extracting(start..<start + width)
      for bin in values.indices {
        running[(column + 1) * width + bin] = running[column * width + bin] + Double(values[bin].orSilence)
      }
    }
    self.sums = sums
  }

  /// One minus the cosine between the sum of the `reach` columns before each column and that of as many from it on.
  ///
  /// Turning all pitches by an interval changes nothing. 0 where either side is silent.
  func curve(reach: Int) -> [Float] { curve(reach: reach, columns: 0..<columnCount) }

  /// The part of the curve that lies in `columns`.
  func curve(reach: Int, columns: Range<Int>) -> [Float] {
    let sums = self.sums.span
    return columns.map { center in
      let before = sums.extracting(droppingFirst: max(center - reach, 0) * width)
      let middle = sums.extracting(droppingFirst: center * width)
      let after = sums.extracting(droppingFirst: min(center + reach, columnCount) * width)
      var (product, left, right) = (0.0, 0.0, 0.0)
      for bin in 0..<width {
        let first = middle[bin] - before[bin]
        let second = after[bin] - middle[bin]
        product += first * second
        left += first * first
        right += second * second
      }
      guard left > 1e-9, right > 1e-9 else { return 0 }
      return Float(1 - min(max(product / (left * right).squareRoot(), 0), 1))
    }
  }
}
