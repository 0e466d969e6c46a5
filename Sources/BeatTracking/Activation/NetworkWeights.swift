import CBeatWeights
import SignalProcessing

/// The trained weights, from the first to the last.
struct NetworkWeights {
  private var rest: ArraySlice<Float>

  init() {
    let bytes = unsafe UnsafeRawBufferPointer(start: beat_weights(), count: beat_weights_size())
    let values = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
      unsafe Self.value(UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8)
    }
    rest = values[...]
  }

  /// The number whose 16-bit float has these bits.
  private static func value(_ bits: UInt16) -> Float {
    let magnitude = Float(bitPattern: UInt32(bits & 0x7FFF) << 13)
    // The exponents of 16 bits are biased by 15, those of 32 by 127.
    let value = magnitude * Float(bitPattern: UInt32(127 + 112) << 23)
    return bits & 0x8000 == 0 ? value : -value
  }

  /// The next `count` vectors.
  mutating func vectors(_ count: Int) -> [SIMD8<Float>] {
    precondition(rest.count >= 8 * count, "the weights must fit the network")
    let values = rest
    let vectors = (0..<count).map { values.span.vector(from: 8 * $0) }
    rest = values.dropFirst(8 * count)
    return vectors
  }

  var isEmpty: Bool { rest.isEmpty }
}
