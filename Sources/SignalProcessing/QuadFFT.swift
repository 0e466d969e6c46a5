import Glibc

/// The Fourier transforms of four real signals at once, one in each lane of a vector.
///
/// Radix 4, decimation in time, the even samples as real and the odd ones as imaginary parts, as in kissfft's `kiss_fftr`; but
/// all additions and products are vectors', and no library's flags decide their order.
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
  /// Complex values, real and imaginary parts in turn.
  private var values: [SIMD4<Float>]

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
    values = [SIMD4<Float>](repeating: SIMD4(), count: length)
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
    let quarter = 2 * (half / 4)
    let order = self.places
    let places = order.span
    var values = self.values.mutableSpan
    // All indices are below `length`.
    for block in places.indices {
      let (input, output) = (2 * places[block], 8 * block)
      let (real0, imaginary0) = unsafe (samples[unchecked: input], samples[unchecked: input + 1])
      let (real1, imaginary1) = unsafe (
        samples[unchecked: input + quarter], samples[unchecked: input + quarter + 1]
      )
      let (real2, imaginary2) = unsafe (
        samples[unchecked: input + 2 * quarter], samples[unchecked: input + 2 * quarter + 1]
      )
      let (real3, imaginary3) = unsafe (
        samples[unchecked: input + 3 * quarter], samples[unchecked: input + 3 * quarter + 1]
      )
      let (realE, imaginaryE) = (real0 - real2, imaginary0 - imaginary2)
      let (realA, imaginaryA) = (real0 + real2, imaginary0 + imaginary2)
      let (realB, imaginaryB) = (real1 + real3, imaginary1 + imaginary3)
      let (realD, imaginaryD) = (real1 - real3, imaginary1 - imaginary3)
      unsafe values[unchecked: output] = realA + realB
      unsafe values[unchecked: output + 1] = imaginaryA + imaginaryB
      unsafe values[unchecked: output + 2] = realE + imaginaryD
      unsafe values[unchecked: output + 3] = imaginaryE - realD
      unsafe values[unchecked: output + 4] = realA - realB
      unsafe values[unchecked: output + 5] = imaginaryA - imaginaryB
      unsafe values[unchecked: output + 6] = realE - imaginaryD
      unsafe values[unchecked: output + 7] = imaginaryE + realD
    }
  }

  /// Butterflies of values `stride` apart.
  private mutating func combine(_ stride: Int) {
    let (factors, length, step) = (self.twiddles, self.length, half / (4 * stride))
    let twiddles = factors.span
    var values = self.values.mutableSpan
    let leg = 2 * stride
    for place in 0..<stride {
      let factor = 2 * place * step
      let (cosine1, sine1) = (SIMD4(repeating: twiddles[factor]), SIMD4(repeating: twiddles[factor + 1]))
      let (cosine2, sine2) = (SIMD4(repeating: twiddles[2 * factor]), SIMD4(repeating: twiddles[2 * factor + 1]))
      let (cosine3, sine3) = (SIMD4(repeating: twiddles[3 * factor]), SIMD4(repeating: twiddles[3 * factor + 1]))
      var index = 2 * place
      // The last leg's imaginary part lies below `length`.
      while index < length {
        let (first, second, third, fourth) = (index, index + leg, index + 2 * leg, index + 3 * leg)
        let (x1, y1) = unsafe (values[unchecked: second], values[unchecked: second + 1])
        let (realB, imaginaryB) = (x1 * cosine1 - y1 * sine1, x1 * sine1 + y1 * cosine1)
        let (x3, y3) = unsafe (values[unchecked: fourth], values[unchecked: fourth + 1])
        let (realD, imaginaryD) = (x3 * cosine3 - y3 * sine3, x3 * sine3 + y3 * cosine3)
        let (realOdd, imaginaryOdd) = (realB + realD, imaginaryB + imaginaryD)
        let (realTurn, imaginaryTurn) = (realB - realD, imaginaryB - imaginaryD)
        let (x2, y2) = unsafe (values[unchecked: third], values[unchecked: third + 1])
        let (realC, imaginaryC) = (x2 * cosine2 - y2 * sine2, x2 * sine2 + y2 * cosine2)
        let (x0, y0) = unsafe (values[unchecked: first], values[unchecked: first + 1])
        let (realEven, imaginaryEven) = (x0 + realC, y0 + imaginaryC)
        let (realRest, imaginaryRest) = (x0 - realC, y0 - imaginaryC)
        unsafe values[unchecked: first] = realEven + realOdd
        unsafe values[unchecked: first + 1] = imaginaryEven + imaginaryOdd
        unsafe values[unchecked: second] = realRest + imaginaryTurn
        unsafe values[unchecked: second + 1] = imaginaryRest - realTurn
        unsafe values[unchecked: third] = realEven - realOdd
        unsafe values[unchecked: third + 1] = imaginaryEven - imaginaryOdd
        unsafe values[unchecked: fourth] = realRest - imaginaryTurn
        unsafe values[unchecked: fourth + 1] = imaginaryRest + realTurn
        index += 4 * leg
      }
    }
  }

  /// Makes the spectrum of `length` real samples of that of the pairs, as squared magnitudes.
  private func join(into power: inout MutableSpan<SIMD4<Float>>) {
    let (values, joiners) = (self.values.span, self.joiners.span)
    let (sum, difference) = (values[0] + values[1], values[0] - values[1])
    power[0] = sum * sum
    if power.count > half { power[half] = difference * difference }
    // All bins are below `half`, and there is a joiner for each.
    for bin in 1...half / 2 {
      let mirror = half - bin
      let (x, y) = unsafe (values[unchecked: 2 * bin], values[unchecked: 2 * bin + 1])
      let (mirrorX, mirrorY) = unsafe (values[unchecked: 2 * mirror], values[unchecked: 2 * mirror + 1])
      let (evenX, evenY) = (x + mirrorX, y - mirrorY)
      let (oddX, oddY) = (x - mirrorX, y + mirrorY)
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
