import Glibc

/// The Fourier transform of two real channels at once, and back: as the real and the imaginary part of one complex signal.
///
/// Whatever multiplies bins `k` and `length - k` alike by a real number filters both channels, without their spectra ever
/// being told apart.
///
/// Four transforms of a quarter of the length run side by side, one in each lane, by Stockham's algorithm of radix 4
/// (Van Loan, "Computational Frameworks for the Fast Fourier Transform", 1992, section 1.7); a last pass across the lanes
/// joins them. Unsafe for speed: lengths are checked on entry, and all places follow from them.
package struct StereoFFT: Sendable {
  /// Samples per transform: a power of two, at least 64.
  package let length: Int
  /// exp(-2 pi i k / (length / 4)) for all k.
  private let turns: [SIMD2<Float>]
  /// exp(-2 pi i lane k / length): for each k the cosines of the four lanes, then their sines.
  private let laneTurns: [SIMD8<Float>]

  package init(length: Int) {
    precondition(length >= 64 && length & (length - 1) == 0, "a transform is as long as a power of two")
    self.length = length
    let rows = length / 4
    turns = (0..<rows).map { index in
      let angle = -2 * Double.pi * Double(index) / Double(rows)
      return SIMD2(Float(cos(angle)), Float(sin(angle)))
    }
    laneTurns = (0..<rows).map { index in
      var turn = SIMD8<Float>()
      for lane in 0..<4 {
        let angle = -2 * Double.pi * Double(lane * index) / Double(length)
        turn[lane] = Float(cos(angle))
        turn[lane + 4] = Float(sin(angle))
      }
      return turn
    }
  }

  /// Replaces left and right samples by the real and imaginary parts of their spectrum, not scaled.
  ///
  /// Given the imaginary parts first it goes back: the samples come out in the same order, `length` times as large.
  ///
  /// - Parameters:
  ///   - real: Shape: `length`, as `imaginary`.
  ///   - scratch: Shape: 2 * `length`; overwritten.
  package func transform(_ real: inout [Float], _ imaginary: inout [Float], scratch: inout [Float]) {
    precondition(
      real.count == length && imaginary.count == length && scratch.count == 2 * length,
      "arrays must fit the planned length")
    unsafe real.withUnsafeMutableBufferPointer { real in
      unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
        unsafe scratch.withUnsafeMutableBufferPointer { scratch in
          guard let x = real.baseAddress, let y = imaginary.baseAddress, let rest = scratch.baseAddress else { return }
          let planes = unsafe Planes(real: x, imaginary: y)
          let result = unsafe run(planes, Planes(real: rest, imaginary: rest + length))
          guard unsafe result.real != x else { return }
          unsafe x.update(from: result.real, count: length)
          unsafe y.update(from: result.imaginary, count: length)
        }
      }
    }
  }

  /// Transforms the first planes back and forth; returns those where the result lies.
  private func run(_ samples: Planes, _ scratch: Planes) -> Planes {
    var (from, to) = (samples, scratch)
    // In each of `stride` transforms `rest` rows of four lanes are left.
    var rest = length / 4
    var stride = 1
    while rest >= 4 {
      quarter(from, to, rest: rest, stride: stride)
      swap(&from, &to)
      rest /= 4
      stride *= 4
    }
    if rest == 2 {
      for index in Swift.stride(from: 0, to: 4 * stride, by: 4) {
        let (a, b) = (from[index], from[index + 4 * stride])
        to[index] = a + b
        to[index + 4 * stride] = a - b
      }
      swap(&from, &to)
    }
    join(from, to)
    return to
  }

  /// One pass of radix 4.
  private func quarter(_ from: Planes, _ to: Planes, rest: Int, stride: Int) {
    let turns = turns.span
    let width = 4 * stride
    let step = width * rest / 4
    let inputs = (from, from.advanced(by: step), from.advanced(by: 2 * step), from.advanced(by: 3 * step))
    let outputs = (to, to.advanced(by: width), to.advanced(by: 2 * width), to.advanced(by: 3 * width))
    for place in 0..<rest / 4 {
      let (once, twice, thrice) = (turns[place * stride], turns[2 * place * stride], turns[3 * place * stride])
      var (input, output) = (width * place, 4 * width * place)
      let end = input + width
      while input < end {
        let (a, b, c, d) = (inputs.0[input], inputs.1[input], inputs.2[input], inputs.3[input])
        let (sums, differences) = ((a + c, b + d), (a - c, (b - d).turnedBack))
        outputs.0[output] = sums.0 + sums.1
        outputs.1[output] = (differences.0 + differences.1).times(once)
        outputs.2[output] = (sums.0 - sums.1).times(twice)
        outputs.3[output] = (differences.0 - differences.1).times(thrice)
        input &+= 4
        output &+= 4
      }
    }
  }

  /// Joins the transforms of the four lanes, four rows at a time.
  private func join(_ from: Planes, _ to: Planes) {
    let turns = laneTurns.span
    let rows = length / 4
    let outputs = (to, to.advanced(by: rows), to.advanced(by: 2 * rows), to.advanced(by: 3 * rows))
    var row = 0
    while row < rows {
      let (a, b, c, d) = Complex.transposed(
        from[4 &* row].times(turns[row]), from[4 &* row &+ 4].times(turns[row &+ 1]),
        from[4 &* row &+ 8].times(turns[row &+ 2]), from[4 &* row &+ 12].times(turns[row &+ 3]))
      let (sums, differences) = ((a + c, b + d), (a - c, (b - d).turnedBack))
      outputs.0[row] = sums.0 + sums.1
      outputs.1[row] = differences.0 + differences.1
      outputs.2[row] = sums.0 - sums.1
      outputs.3[row] = differences.0 - differences.1
      row &+= 4
    }
  }

  /// Where real and imaginary parts lie, `length` of each.
  ///
  /// Safe: private to this file, which asks for no place but those that follow from the length.
  @safe private struct Planes {
    let real: UnsafeMutablePointer<Float>
    let imaginary: UnsafeMutablePointer<Float>

    func advanced(by count: Int) -> Planes {
      unsafe Planes(real: real + count, imaginary: imaginary + count)
    }

    /// The four numbers from a place on.
    @inline(__always)
    subscript(index: Int) -> Complex {
      get {
        unsafe Complex(
          UnsafeRawPointer(real + index).loadUnaligned(as: SIMD4<Float>.self),
          UnsafeRawPointer(imaginary + index).loadUnaligned(as: SIMD4<Float>.self))
      }
      nonmutating set {
        unsafe UnsafeMutableRawPointer(real + index).storeBytes(of: newValue.real, as: SIMD4<Float>.self)
        unsafe UnsafeMutableRawPointer(imaginary + index).storeBytes(of: newValue.imaginary, as: SIMD4<Float>.self)
      }
    }
  }

  /// Four complex numbers.
  private struct Complex {
    var real: SIMD4<Float>
    var imaginary: SIMD4<Float>

    @inline(__always)
    init(_ real: SIMD4<Float>, _ imaginary: SIMD4<Float>) {
      self.real = real
      self.imaginary = imaginary
    }

    /// Times -i.
    @inline(__always)
    var turnedBack: Complex { Complex(imaginary, -real) }

    @inline(__always)
    func times(_ turn: SIMD2<Float>) -> Complex {
      Complex(real * turn.x - imaginary * turn.y, real * turn.y + imaginary * turn.x)
    }

    @inline(__always)
    func times(_ turns: SIMD8<Float>) -> Complex {
      Complex(real * turns.lowHalf - imaginary * turns.highHalf, real * turns.highHalf + imaginary * turns.lowHalf)
    }

    @inline(__always)
    static func + (a: Complex, b: Complex) -> Complex { Complex(a.real + b.real, a.imaginary + b.imaginary) }

    @inline(__always)
    static func - (a: Complex, b: Complex) -> Complex { Complex(a.real - b.real, a.imaginary - b.imaginary) }

    @inline(__always)
    static func transposed(
      _ a: Complex, _ b: Complex, _ c: Complex, _ d: Complex
    ) -> (Complex, Complex, Complex, Complex) {
      let x = transposed(a.real, b.real, c.real, d.real)
      let y = transposed(a.imaginary, b.imaginary, c.imaginary, d.imaginary)
      return (Complex(x.0, y.0), Complex(x.1, y.1), Complex(x.2, y.2), Complex(x.3, y.3))
    }

    @inline(__always)
    private static func transposed(
      _ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>, _ d: SIMD4<Float>
    ) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) {
      (
        SIMD4(a[0], b[0], c[0], d[0]), SIMD4(a[1], b[1], c[1], d[1]), SIMD4(a[2], b[2], c[2], d[2]),
        SIMD4(a[3], b[3], c[3], d[3])
      )
    }
  }
}
