/// Running medians of 17 values, eight at a time.
///
/// Of 10 values the least and the greatest cannot be the median of 17: both are dropped, the next value takes their
/// place, and so on (Paeth's selection, Graphics Gems 1990).
enum MedianFilter {
  /// Values per median.
  static let width = 17

  typealias Values = SIMD8<Int16>

  /// The medians of `width` rows, each of which starts at its index in `starts`.
  @inline(__always)
  static func median(of values: Span<Int16>, at starts: InlineArray<17, Int>) -> Values {
    var kept = InlineArray<10, Values>(repeating: Values())
    for index in 0..<10 { kept[index] = values.eight(from: starts[index]) }
    var count = 10
    for next in 10..<17 {
      dropExtremes(&kept, count)
      count -= 1
      // The greatest went to the end and the least to the start.
      kept[0] = values.eight(from: starts[next])
    }
    dropExtremes(&kept, 3)
    return kept[1]
  }

  /// Moves the least of the first `count` values to the start and the greatest to the end.
  @inline(__always)
  private static func dropExtremes(_ values: inout InlineArray<10, Values>, _ count: Int) {
    let half = count / 2
    for index in 0..<half { order(&values, index, count - 1 - index) }
    for index in stride(from: (count - 1) / 2, to: 0, by: -1) { order(&values, index - 1, index) }
    for index in half..<count - 1 { order(&values, index, index + 1) }
  }

  @inline(__always)
  private static func order(_ values: inout InlineArray<10, Values>, _ low: Int, _ high: Int) {
    let (first, second) = (values[low], values[high])
    let swapped = second .< first
    values[low] = first.replacing(with: second, where: swapped)
    values[high] = second.replacing(with: first, where: swapped)
  }
}
