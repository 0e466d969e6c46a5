import Pictures
import Testing

struct AxisScaleTests {
  @Test func `a linear axis begins at 0 and is marked in steps of 1, 2 or 5`() {
    #expect(AxisScale(for: [1.78, 1.08], isLogarithmic: false).ticks == [0, 0.5, 1, 1.5, 2])
    #expect(AxisScale(for: [3, 47], isLogarithmic: false).ticks == [0, 10, 20, 30, 40, 50])
    #expect(AxisScale(for: [-3, 4], isLogarithmic: false).ticks == [-4, -2, 0, 2, 4])
  }

  @Test func `a logarithmic axis spans whole decades`() {
    let scale = AxisScale(for: [23, 1_134, 57], isLogarithmic: true)
    #expect(scale.ticks == [10, 100, 1_000, 10_000])
    #expect(abs(scale.fraction(of: 100) - 1.0 / 3) < 1e-12)
    #expect(AxisScale(for: [5], isLogarithmic: true).ticks == [1, 10])
  }

  @Test func `values stand between the ends, and what lies beyond at the nearer one`() {
    for isLogarithmic in [false, true] {
      let scale = AxisScale(for: [1, 80], isLogarithmic: isLogarithmic)
      #expect(scale.fraction(of: scale.range.lowerBound) == 0 && scale.fraction(of: scale.range.upperBound) == 1)
      #expect(scale.fraction(of: -5) == 0 && scale.fraction(of: 1e9) == 1 && scale.fraction(of: .nan) == 0)
    }
  }

  @Test func `nothing at all still has an axis`() {
    #expect(AxisScale(for: [], isLogarithmic: false).ticks.count > 1)
    #expect(AxisScale(for: [0, -1], isLogarithmic: true).ticks.count > 1)
  }

  @Test(arguments: [
    (0.0, "0"), (0.5, "0.5"), (1.5, "1.5"), (12.34, "12.3"), (1_134, "1134"), (16_384, "16.4k"), (1_048_576, "1.05M"),
    (16_777_216, "16.8M"), (2e9, "2G"), (0.0194, "0.0194"), (-2, "\u{2212}2"),
  ])
  func `marks have at most three digits that count`(_ value: Double, _ label: String) {
    #expect(AxisScale.label(value) == label)
  }
}
