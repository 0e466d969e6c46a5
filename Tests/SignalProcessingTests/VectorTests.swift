import Glibc
import SignalProcessing
import Testing

struct VectorTests {
  @Test func `logarithms agree with those of the C library`() {
    for exponent in stride(from: -86.0, through: 86, by: 0.13) {
      let value = Float(exp(exponent))
      let found = SIMD8<Float>(repeating: value).logarithm[3]
      #expect(abs(Double(found) - log(Double(value))) <= 1.3e-7 * max(abs(exponent), 1))
    }
  }

  @Test func `exponentials agree with those of the C library`() {
    for value in stride(from: Float(-80), through: 80, by: 0.07) {
      let found = Double(SIMD8<Float>(repeating: value).exponential[5])
      #expect(abs(found / exp(Double(value)) - 1) < 3e-7)
    }
    #expect(SIMD8<Float>.zero.exponential == SIMD8(repeating: 1))
  }

  @Test(arguments: [0, 1, 7, 8, 9, 64, 101]) func `a dot product sums all products`(count: Int) {
    let a = (0..<count).map { Float($0 % 13) - 6 }
    let b = (0..<count).map { Float($0 % 7) - 3 }
    // Whole numbers, so that no order of summing rounds.
    #expect(a.span.dot(b.span) == zip(a, b).reduce(0) { $0 + $1.0 * $1.1 })
  }

  @Test func `the mean of nothing is zero`() {
    let values: [Float] = [1, 2, 3, 6]
    #expect(values.span.mean == 3)
    #expect(values.span.extracting(2..<2).mean == 0)
  }

  @Test func `vectors are read and written where they should be`() {
    var values = (0..<20).map(Float.init)
    #expect(values.span.vector(from: 3) == SIMD8(3, 4, 5, 6, 7, 8, 9, 10))
    var span = values.mutableSpan
    span.set(SIMD8(repeating: -1), from: 12)
    #expect(values == (0..<12).map(Float.init) + [Float](repeating: -1, count: 8))
  }
}
