/// Largest magnitudes, of what are numbers: no case of NaN has to be looked after.
extension SIMD8<Float> {
  /// The magnitudes.
  @inlinable
  @inline(__always)
  package var magnitude: SIMD8<Float> {
    SIMD8(bits: bits & SIMD8<Int32>(repeating: 0x7FFF_FFFF))
  }

  /// The larger of each two.
  @inlinable
  @inline(__always)
  package func larger(_ other: SIMD8<Float>) -> SIMD8<Float> {
    replacing(with: other, where: self .< other)
  }

  /// The largest lane.
  @inlinable
  @inline(__always)
  package var largest: Float {
    let four = lowHalf.larger(highHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.lowHalf .< four.highHalf)
    return two[0] < two[1] ? two[1] : two[0]
  }
}
