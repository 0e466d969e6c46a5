/// Largest magnitudes, by whole numbers: those of floating-point numbers are ordered as their bits are, and no case of
/// NaN has to be looked after.
extension SIMD8<Float> {
  /// The bits of the magnitudes.
  @inline(__always)
  package var magnitudeBits: SIMD8<Int32> {
    unsafe unsafeBitCast(self, to: SIMD8<Int32>.self) & SIMD8<Int32>(repeating: 0x7FFF_FFFF)
  }

  /// The magnitudes.
  @inlinable
  @inline(__always)
  package var magnitude: SIMD8<Float> {
    SIMD8(bits: bits & SIMD8<Int32>(repeating: 0x7FFF_FFFF))
  }

  /// The larger of each two, of what are numbers.
  @inlinable
  @inline(__always)
  package func larger(_ other: SIMD8<Float>) -> SIMD8<Float> {
    replacing(with: other, where: self .< other)
  }

  /// The largest lane, of what are numbers.
  @inlinable
  @inline(__always)
  package var largest: Float {
    let four = lowHalf.larger(highHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.lowHalf .< four.highHalf)
    return two[0] < two[1] ? two[1] : two[0]
  }
}

extension SIMD8<Int32> {
  /// The larger of each two.
  @inline(__always)
  package func larger(_ other: SIMD8<Int32>) -> SIMD8<Int32> {
    replacing(with: other, where: self .< other)
  }

  /// The largest of magnitudes whose bits these are.
  @inline(__always)
  package var largestMagnitude: Float {
    Float(bitPattern: UInt32(bitPattern: max()))
  }
}
