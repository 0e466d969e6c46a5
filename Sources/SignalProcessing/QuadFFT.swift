import Glibc

/// The Fourier transforms of four real signals at once, one in each lane of a vector.
///
/// Radix 4, decimation in time, the even samples as real and the odd ones as imaginary parts, as in kissfft's `kiss_fftr`; but
/// all additions and products are vectors', and no library's flags decide their order. A complex value of the four signals is
/// one vector: four real parts, then four imaginary ones.
struct QuadFFT: ~Copyable {
  /// Samples per transform.
  let length: Int

  /// Complex values per transform.
  private let half: Int
  /// The powers of the root of unity, real and imaginary parts in turn.
  private let twiddles: [Float]
  /// What the halves of the spectrum are joined with, for bins from 1 on, in the same order.
  private let joiners: [Float]
  /// For each place in the order of the first butterflies' outputs, the place of its input.
  private let places: [Int]
  /// Complex values.
  private var values: [SIMD8<Float>]

  /// Plans transforms of `length` samples: twice a power of four.
  init(length: Int) {
    let half = length / 2
    precondition(
      half >= 4 && half.nonzeroBitCount == 1 && half.trailingZeroBitCount.isMultiple(of: 2) && length == 2 * half,
      "the length must be twice a power of four")
    self.length = length
    self.half = half
    twiddles = (0..<half).flatMap { Self.unit(-2 * .pi * Double($0) / Double(half)) }
    joiners = (1...half / 2).flatMap { Self.unit(-.pi * (Double($0) / Double(half) + 0.5)) }
    places = stride(from: 0, to: half, by: 4).map { Self.reversed($0, below: half) }
    values = [SIMD8<Float>](repeating: SIMD8(), count: half)
  }

  private static func unit(_ angle: Double) -> [Float] { [Float(cos(angle)), Float(sin(angle))] }

  /// `index` with its digits to the base of four in reverse.
  private static func reversed(_ index: Int, below limit: Int) -> Int {
    var (rest, result) = (index, 0)
    for _ in 0..<limit.trailingZeroBitCount / 2 {
      result = result * 4 + rest % 4
      rest /= 4
    }
    return result
  }

  /// Writes the squared magnitudes of the lowest `power.count` bins.
  ///
  /// - Parameters:
  ///   - samples: Shape: `length`; each lane a signal.
  ///   - power: Shape: at most `length / 2 + 1`.
  mutating func powerSpectra(of samples: [SIMD4<Float>], into power: inout [SIMD4<Float>]) {
    precondition(samples.count == length && !power.isEmpty && power.count <= half + 1, "spans must fit the length")
    combineInputs(samples.span)
    var stride = 4
    while stride < half {
      combine(stride)
      stride *= 4
    }
    var bins = power.mutableSpan
    join(into: &bins)
  }

  /// The first butterflies, whose factors are all 1.
  private mutating func combineInputs(_ samples: Span<SIMD4<Float>>) {
    let quarter = half / 4
    let order = self.places
    let places = order.span
    var values = self.values.mutableSpan
    // All indices are below `half`.
    for block in places.indices {
      let (input, output) = (places[block], 4 * block)
      let (z0, z1, z2, z3) = unsafe (
        Self.pair(samples, at: input), Self.pair(samples, at: input + quarter),
        Self.pair(samples, at: input + 2 * quarter), Self.pair(samples, at: input + 3 * quarter)
      )
      let (even, rest, odd, turn) = (z0 + z2, z0 - z2, z1 + z3, Self.turned(z1 - z3))
      unsafe values[unchecked: output] = even + odd
      unsafe values[unchecked: output + 1] = rest + turn
      unsafe values[unchecked: output + 2] = even - odd
      unsafe values[unchecked: output + 3] = rest - turn
    }
  }

  /// Two samples of each signal as one complex value.
  @unsafe @inline(__always)
  private static func pair(_ samples: Span<SIMD4<Float>>, at index: Int) -> SIMD8<Float> {
    unsafe SIMD8(lowHalf: samples[unchecked: 2 * index], highHalf: samples[unchecked: 2 * index + 1])
  }

  /// Butterflies of values `stride` apart.
  private mutating func combine(_ stride: Int) {
    let (factors, half, step) = (self.twiddles, self.half, self.half / (4 * stride))
    let twiddles = factors.span
    var values = self.values.mutableSpan
    for place in 0..<stride {
      let factor = 2 * place * step
      let (factor1, factor2, factor3) = (
        Factor(twiddles, at: factor), Factor(twiddles, at: 2 * factor), Factor(twiddles, at: 3 * factor)
      )
      var index = place
      // The last leg lies below `half`.
      while index < half {
        let (second, third, fourth) = (index + stride, index + 2 * stride, index + 3 * stride)
        let z1 = unsafe factor1 * values[unchecked: second]
        let z3 = unsafe factor3 * values[unchecked: fourth]
        let (odd, turn) = (z1 + z3, Self.turned(z1 - z3))
        let z0 = unsafe values[unchecked: index]
        let z2 = unsafe factor2 * values[unchecked: third]
        let (even, rest) = (z0 + z2, z0 - z2)
        unsafe values[unchecked: index] = even + odd
        unsafe values[unchecked: second] = rest + turn
        unsafe values[unchecked: third] = even - odd
        unsafe values[unchecked: fourth] = rest - turn
        index += 4 * stride
      }
    }
  }

  /// What complex values are multiplied by.
  private struct Factor {
    private let cosines: SIMD8<Float>
    /// Less for the real parts, more for the imaginary ones.
    private let sines: SIMD8<Float>

    @inline(__always)
    init(_ twiddles: Span<Float>, at index: Int) {
      let (cosine, sine) = (twiddles[index], twiddles[index + 1])
      cosines = SIMD8(repeating: cosine)
      sines = SIMD8(lowHalf: SIMD4(repeating: -sine), highHalf: SIMD4(repeating: sine))
    }

    @inline(__always)
    static func * (factor: Self, value: SIMD8<Float>) -> SIMD8<Float> {
      value * factor.cosines + SIMD8(lowHalf: value.highHalf, highHalf: value.lowHalf) * factor.sines
    }
  }

  /// A value times -i.
  @inline(__always)
  private static func turned(_ value: SIMD8<Float>) -> SIMD8<Float> {
    SIMD8(lowHalf: value.highHalf, highHalf: -value.lowHalf)
  }

  /// Makes the spectrum of `length` real samples of that of the pairs, as squared magnitudes.
  private func join(into power: inout MutableSpan<SIMD4<Float>>) {
    let (values, joiners) = (self.values.span, self.joiners.span)
    let (sum, difference) = (values[0].lowHalf + values[0].highHalf, values[0].lowHalf - values[0].highHalf)
    power[0] = sum * sum
    if power.count > half { power[half] = difference * difference }
    // All bins are below `half`, and there is a joiner for each.
    for bin in 1...half / 2 {
      let mirror = half - bin
      let (value, other) = unsafe (values[unchecked: bin], values[unchecked: mirror])
      let (sum, difference) = (value + other, value - other)
      let (evenX, evenY) = (sum.lowHalf, difference.highHalf)
      let (oddX, oddY) = (difference.lowHalf, sum.highHalf)
      let (cosine, sine) = (joiners[2 * bin - 2], joiners[2 * bin - 1])
      let (turnedX, turnedY) = (oddX * cosine - oddY * sine, oddX * sine + oddY * cosine)
      if bin < power.count {
        let (real, imaginary) = ((evenX + turnedX) * 0.5, (evenY + turnedY) * 0.5)
        power[bin] = real * real + imaginary * imaginary
      }
      if mirror < power.count {
        let (real, imaginary) = ((evenX - turnedX) * 0.5, (turnedY - evenY) * 0.5)
        power[mirror] = real * real + imaginary * imaginary
      }
    }
  }
}
