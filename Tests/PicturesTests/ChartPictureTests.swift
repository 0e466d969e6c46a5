import Pictures
import Testing

struct ChartPictureTests {
  private static func ranges(_ medians: [Double], isLogarithmic: Bool = false) -> ChartPanel {
    .ranges(
      RangePanel(
        title: "times", unit: "µs", isLogarithmic: isLogarithmic,
        rows: medians.enumerated().map { index, median in
          RangePanel.Row(label: "thing \(index)", low: median / 2, median: median, high: median * 2)
        }))
  }

  private static func curve(_ values: [Double]) -> ChartPanel {
    .curves(
      CurvePanel(
        title: "speed", xTitle: "workers", yTitle: "times", isXLogarithmic: false,
        curves: [
          CurvePanel.Curve(name: "measured", points: values.enumerated().map { (x: Double($0 + 1), y: $1) })
        ]))
  }

  private func size(_ png: [UInt8]) -> [Int] {
    guard png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return [] }
    return [16, 20].map { start in png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  @Test func `a chart is a PNG as wide as all and as high as its panels need, the same bytes each time`() throws {
    let chart = ChartPicture(title: "t", note: "n", panels: [Self.ranges([1, 2, 3]), Self.curve([1, 1.6])])
    #expect(size(try chart.png()) == [ChartPicture.width, chart.height])
    #expect(try chart.png() == chart.png())
    let higher = ChartPicture(title: "t", note: "n", panels: [Self.ranges(Array(repeating: 1, count: 9))])
    let low = ChartPicture(title: "t", note: "n", panels: [Self.ranges([1])])
    #expect(higher.height > low.height)
  }

  @Test func `each value, label and panel is seen`() throws {
    let variants: [[ChartPanel]] = [
      [Self.ranges([1, 2])], [Self.ranges([1, 3])], [Self.ranges([1, 2], isLogarithmic: true)], [Self.curve([1, 2])],
      [Self.curve([1, 1.5])], [Self.ranges([1, 2]), Self.curve([1, 2])],
    ]
    let pictures = try variants.map { try ChartPicture(title: "t", note: "n", panels: $0).png() }
    #expect(Set(pictures).count == variants.count)
  }

  @Test func `panels without anything in them, and values that no logarithm has, are drawn all the same`() throws {
    let panels = [Self.ranges([]), Self.curve([]), Self.ranges([0, -1], isLogarithmic: true)]
    let chart = ChartPicture(title: "", note: String(repeating: "long ", count: 200), panels: panels)
    #expect(size(try chart.png()) == [ChartPicture.width, chart.height])
  }
}
