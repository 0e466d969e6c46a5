import Lab
import Testing

struct FiguresTests {
  @Test(arguments: [
    (0.0, "0"), (3, "3"), (1234.5, "1235"), (99.96, "100"), (12.34, "12.3"), (9.996, "10.0"), (1.234, "1.23"),
    (0.5, "0.500"), (0.05, "0.0500"), (-2.5, "-2.50"),
  ])
  func `figures have three digits that count, and whole numbers none behind the point`(_ value: Double, _ text: String)
  {
    #expect(significant(value) == text)
  }

  @Test func `a quantile is the least value that so many do not exceed`() {
    let values = (1...100).map(Double.init).shuffled()
    #expect(values.quantile(0.5) == 50.5 && [1.0, 2, 9].quantile(0.5) == 2)
    #expect(values.quantile(0.99) == 99 && values.quantile(0.05) == 5)
    #expect(values.quantile(1) == 100 && values.quantile(0) == 1)
    #expect([7.0].quantile(0.95) == 7 && [Double]().quantile(0.5) == 0)
  }

  @Test func `Amdahl's law is found in times that obey it`() throws {
    let law = try #require(AmdahlFit((1...8).map { (workers: $0, seconds: 0.5 + 3.5 / Double($0)) }))
    #expect(abs(law.serialSeconds - 0.5) < 1e-9 && abs(law.parallelSeconds - 3.5) < 1e-9)
    #expect(abs(law.serialFraction - 0.125) < 1e-9 && abs(law.seconds(workers: 7) - 1) < 1e-9)
  }

  @Test func `times that scatter give the law that is nearest`() throws {
    let law = try #require(
      AmdahlFit([(workers: 1, seconds: 4.1), (1, 3.9), (2, 2.2), (2, 2.4), (4, 1.5), (4, 1.3)]))
    #expect(abs(law.seconds(workers: 1) - 4) < 0.15 && (0.3...0.7).contains(law.serialSeconds))
  }

  @Test func `one count of workers tells nothing of a law`() {
    #expect(AmdahlFit([(workers: 1, seconds: 4.1), (workers: 1, seconds: 3.9)]) == nil)
  }

  @Test func `a report as text has its tables in columns and its findings below`() {
    let table = LabTable(
      title: "a thing", unit: "µs", columns: ["median", "5 %"],
      rows: [LabTable.Row(name: "one", values: [1.5, 1], count: 3)])
    let report = LabReport(
      experiment: "spawn", question: "what?", claim: "much", tables: [table], findings: ["It is so."])
    let lines = report.text().split(separator: "\n").map(String.init)
    #expect(lines[0] == "spawn: what?" && lines[1] == "  it was said: much" && lines[4] == "  It is so.")
    #expect(lines[2].hasPrefix("  a thing") && lines[2].hasSuffix("in µs"))
    #expect(lines[3].split(separator: " ") == ["one", "1.50", "1", "3"])
    #expect(Set(lines[2...3].map { line in line.prefix { $0 != "%" && $0 != "3" }.count }).count == 2)
  }
}
