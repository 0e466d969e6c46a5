/// White noise as a pure function of a seed and a position, so that any stretch of it can be made alone.
package struct SeededNoise: Sendable {
  private let key: UInt64

  package init(seed: UInt64) {
    key = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// 64 random bits for `index`: SplitMix64 (Steele, Lea and Flood 2014) used as a counter.
  @inline(__always) package func bits(at index: Int) -> UInt64 {
    Self.mix(key &+ UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A uniform sample of -1..<1.
  @inline(__always) package func sample(at index: Int) -> Float {
    Float(Int32(truncatingIfNeeded: bits(at: index) >> 32)) * 0x1p-31
  }

  /// A number of `0..<limit`.
  package func choice(at index: Int, below limit: Int) -> Int {
    Int(bits(at: index).multipliedFullWidth(by: UInt64(limit)).high)
  }

  @inline(__always) private static func mix(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
