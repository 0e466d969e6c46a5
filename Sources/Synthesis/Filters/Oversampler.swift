import SignalProcessing

/// Bends samples along a curve at a multiple of the sample rate, so that the overtones which this makes do not fold
/// back into hearing.
package struct Oversampler: Sendable {
  /// How many times the sample rate.
  let factor: Int
  /// How often it is doubled.
  private let levels: Int
  /// One for each doubling; only the first has to be steep, since the others find silence next to what they keep.
  private let filters: [HalfbandFilter]
  /// Room for the samples in between, kept from call to call.
  private var between: [Float] = []
  private var smooth: [Float] = []

  /// - Parameter factor: 1, 2, 4, 8...: how many times the sample rate.
  package init(factor: Int) {
    precondition(factor > 0 && factor & (factor - 1) == 0, "oversampling goes by doublings")
    self.factor = factor
    levels = factor.trailingZeroBitCount
    filters = (0..<levels).map { HalfbandFilter(reach: $0 == 0 ? 12 : 8, beta: 6.5) }
  }

  /// Replaces every sample by its point on `curve`.
  package mutating func shape(_ samples: inout [Float], along curve: some ShapingCurve) {
    shape(&samples, along: curve, level: 0)
  }

  /// Brings samples made at the full oversampled rate down to the plain one.
  ///
  /// - Parameter samples: Shape: a multiple of the factor.
  mutating func decimate(_ samples: [Float]) -> [Float] {
    var fast = samples
    for level in (0..<levels).reversed() {
      var even = [Float](repeating: 0, count: fast.count / 2)
      Self.resize(&between, to: even.count)
      Self.split(fast.span, &even, &between)
      join(&even, level: level)
      fast = even
    }
    return fast
  }

  private mutating func shape(_ samples: inout [Float], along curve: some ShapingCurve, level: Int) {
    guard level < levels else { return Self.apply(curve, to: &samples) }
    Self.resize(&between, to: samples.count)
    filters[level].midpoints(of: samples, into: &between)
    if level == levels - 1 {
      Self.apply(curve, to: &samples)
      Self.apply(curve, to: &between)
    } else {
      var fast = [Float](repeating: 0, count: 2 * samples.count)
      for index in samples.indices {
        fast[2 * index] = samples[index]
        fast[2 * index + 1] = between[index]
      }
      shape(&fast, along: curve, level: level + 1)
      Self.resize(&between, to: samples.count)
      Self.split(fast.span, &samples, &between)
    }
    join(&samples, level: level)
  }

  private static func resize(_ samples: inout [Float], to count: Int) {
    if samples.count > count { samples.removeLast(samples.count - count) }
    if samples.count < count { samples.append(contentsOf: repeatElement(0, count: count - samples.count)) }
  }

  private static func split(_ fast: Span<Float>, _ even: inout [Float], _ odd: inout [Float]) {
    for index in even.indices {
      even[index] = fast[2 * index]
      odd[index] = fast[2 * index + 1]
    }
  }

  /// Halves the rate of even samples and those in between.
  private mutating func join(_ even: inout [Float], level: Int) {
    Self.resize(&smooth, to: even.count)
    filters[level].midpoints(of: between, shift: -1, into: &smooth)
    for index in even.indices { even[index] = 0.5 * (even[index] + smooth[index]) }
  }

  private static func apply(_ curve: some ShapingCurve, to samples: inout [Float]) {
    var span = samples.mutableSpan
    let whole = span.count / 8 * 8
    var index = 0
    while index < whole {
      span.set(curve.shape(span.span.vector(from: index)), from: index)
      index += 8
    }
    while index < span.count {
      span[index] = curve.shape(SIMD8(repeating: span[index]))[0]
      index += 1
    }
  }
}
