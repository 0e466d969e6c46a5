/// Running medians of 17 values, eight at a time.
///
/// Two neighbouring windows share 16 values. Once the two in the middle of those are known, the median of either window
/// is the one in the middle of them and the 17th value.
enum MedianFilter {
  /// Values per median.
  static let width = 17

  typealias Values = SIMD8<Int16>

  /// The two in the middle of 16 values, from which medians of 17 follow.
  struct Middle {
    let low: Values
    let high: Values

    /// - Parameters: Eight values each.
    @inline(__always)
    init(_ first: InlineArray<8, Values>, _ second: InlineArray<8, Values>) {
      let (up, down) = (MedianFilter.sorted(first), MedianFilter.sorted(second))
      // Of the n-th least of one half and the n-th greatest of the other, the lesser belongs to the lower eight.
      var (low, high) = MedianFilter.ordered(up[0], down[7])
      for index in 1..<8 {
        let (lower, upper) = MedianFilter.ordered(up[index], down[7 - index])
        low = MedianFilter.ordered(low, lower).1
        high = MedianFilter.ordered(high, upper).0
      }
      self.init(low: low, high: high)
    }

    @inline(__always)
    init(low: Values, high: Values) {
      self.low = low
      self.high = high
    }

    /// The median of the 16 values and one more.
    @inline(__always)
    func median(with value: Values) -> Values {
      MedianFilter.ordered(low, MedianFilter.ordered(high, value).0).1
    }
  }

  /// Eight values from each of eight places, all moved by `offset`; written out, since a closure would be called.
  @inline(__always)
  static func rows(of values: Span<Int16>, at starts: InlineArray<8, Int>, plus offset: Int) -> InlineArray<8, Values> {
    [
      values.eight(from: starts[0] + offset), values.eight(from: starts[1] + offset),
      values.eight(from: starts[2] + offset), values.eight(from: starts[3] + offset),
      values.eight(from: starts[4] + offset), values.eight(from: starts[5] + offset),
      values.eight(from: starts[6] + offset), values.eight(from: starts[7] + offset),
    ]
  }

  /// Knuth's network of 19 exchanges ("The Art of Computer Programming" 3, 5.3.4).
  @inline(__always)
  private static func sorted(_ values: InlineArray<8, Values>) -> InlineArray<8, Values> {
    var (a, b, c, d) = (values[0], values[1], values[2], values[3])
    var (e, f, g, h) = (values[4], values[5], values[6], values[7])
    (a, c) = ordered(a, c)
    (b, d) = ordered(b, d)
    (e, g) = ordered(e, g)
    (f, h) = ordered(f, h)
    (a, e) = ordered(a, e)
    (b, f) = ordered(b, f)
    (c, g) = ordered(c, g)
    (d, h) = ordered(d, h)
    (a, b) = ordered(a, b)
    (c, d) = ordered(c, d)
    (e, f) = ordered(e, f)
    (g, h) = ordered(g, h)
    (c, e) = ordered(c, e)
    (d, f) = ordered(d, f)
    (b, e) = ordered(b, e)
    (d, g) = ordered(d, g)
    (b, c) = ordered(b, c)
    (d, e) = ordered(d, e)
    (f, g) = ordered(f, g)
    return [a, b, c, d, e, f, g, h]
  }

  /// The lesser and the greater of two values.
  @inline(__always)
  private static func ordered(_ first: Values, _ second: Values) -> (Values, Values) {
    let swapped = second .< first
    return (first.replacing(with: second, where: swapped), second.replacing(with: first, where: swapped))
  }
}
