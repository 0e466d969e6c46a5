/// Centred moving means.
enum MovingMean {
  /// The mean of each value and up to `reach` values on either side of it.
  static func of(_ values: [Float], reach: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: values.count + 1)
    for index in values.indices { sums[index + 1] = sums[index] + Double(values[index]) }
    return values.indices.map { index in
      let lower = max(index - reach, 0)
      let upper = min(index + reach + 1, values.count)
      return Float((sums[upper] - sums[lower]) / Double(upper - lower))
    }
  }
}
