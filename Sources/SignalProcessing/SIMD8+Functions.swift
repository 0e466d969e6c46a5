/// Elementary functions of eight values at a time, good to a few parts in ten million.
///
/// Made of additions, products and one quotient alone, so that they give the same bits on every machine.
extension SIMD8<Float> {
  /// 1.5 * 2^23: added to a small number it rounds it, and leaves the whole number in the lowest bits.
  @inlinable static var rounder: Float { 12_582_912 }
  @inlinable static var mantissaBits: SIMD8<Int32> { SIMD8<Int32>(repeating: 23) }

  @inlinable @inline(__always) var bits: SIMD8<Int32> { unsafe unsafeBitCast(self, to: SIMD8<Int32>.self) }

  @inlinable @inline(__always) init(bits: SIMD8<Int32>) { self = unsafe unsafeBitCast(bits, to: SIMD8<Float>.self) }

  /// The natural logarithms of values that are positive, finite and not subnormal.
  ///
  /// The exponent times log 2, and the series of 2 artanh((m - 1) / (m + 1)) for the mantissa m.
  package var logarithm: SIMD8<Float> {
    // The exponent with which the mantissa lies between the square roots of 1/2 and 2.
    let lowest = SIMD8<Int32>(repeating: Int32(bitPattern: Float(0.5).squareRoot().bitPattern))
    let exponent = (bits &- lowest) &>> Self.mantissaBits
    let mantissa = SIMD8(bits: bits &- (exponent &<< Self.mantissaBits))
    let whole = SIMD8(bits: SIMD8<Int32>(repeating: Int32(Self.rounder.bitPattern)) &+ exponent) - Self.rounder
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var series = square * (1 / 9) + 1 / 7
    series = series * square + 1 / 5
    series = series * square + 1 / 3
    series = series * square + 1
    return whole * 0.693_147_18 + 2 * ratio * series
  }

  /// The exponentials of values from -80 to 80.
  ///
  /// A power of two, and the series of exp for what remains, which is at most half of log 2.
  @inlinable
  @inline(__always)
  package var exponential: SIMD8<Float> {
    let rounded = self * 1.442_695_04 + Self.rounder
    let whole = rounded - Self.rounder
    // log 2 in two parts, of which the first has so few digits that the product is exact.
    let rest = self - whole * 0.693_359_375 + whole * 2.121_944_4e-4
    var series = rest * (1 / 5_040) + 1 / 720
    series = series * rest + 1 / 120
    series = series * rest + 1 / 24
    series = series * rest + 1 / 6
    series = series * rest + 0.5
    series = series * rest + 1
    series = series * rest + 1
    return SIMD8(bits: series.bits &+ (rounded.bits &<< Self.mantissaBits))
  }

  /// The last value first.
  @inline(__always)
  var reversed: SIMD8<Float> {
    SIMD8(self[7], self[6], self[5], self[4], self[3], self[2], self[1], self[0])
  }
}

extension SIMD4<Float> {
  /// The first lanes of four vectors, then their second, third and fourth ones.
  @inline(__always)
  static func transposed(
    _ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>, _ d: SIMD4<Float>
  ) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) {
    (
      SIMD4(a[0], b[0], c[0], d[0]), SIMD4(a[1], b[1], c[1], d[1]), SIMD4(a[2], b[2], c[2], d[2]),
      SIMD4(a[3], b[3], c[3], d[3])
    )
  }

  /// The sums of four vectors' lanes, bit for bit as `sum()` has them, which adds one after another.
  @inline(__always)
  static func sums(
    _ a: SIMD8<Float>, _ b: SIMD8<Float>, _ c: SIMD8<Float>, _ d: SIMD8<Float>
  ) -> SIMD4<Float> {
    let low = transposed(a.lowHalf, b.lowHalf, c.lowHalf, d.lowHalf)
    let high = transposed(a.highHalf, b.highHalf, c.highHalf, d.highHalf)
    return low.0 + low.1 + low.2 + low.3 + high.0 + high.1 + high.2 + high.3
  }

  /// The square roots of values that are not negative.
  ///
  /// From a guess by the bits, Newton's method for 1 / sqrt(x), which needs no quotient.
  @inline(__always)
  var root: SIMD4<Float> {
    let bits = unsafe unsafeBitCast(self, to: SIMD4<Int32>.self)
    var inverse = unsafe unsafeBitCast(0x5F37_59DF &- (bits &>> 1), to: SIMD4<Float>.self)
    let half = self * 0.5
    for _ in 0..<3 { inverse *= 1.5 - half * inverse * inverse }
    return self * inverse
  }

  /// The larger of each two lanes.
  @inlinable
  @inline(__always)
  package func larger(_ other: SIMD4<Float>) -> SIMD4<Float> { replacing(with: other, where: self .< other) }
}
