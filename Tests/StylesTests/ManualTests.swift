import Foundation
import Styles
import Testing

struct ManualTests {
  private static func manual() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent("docs/STYLES.md"), encoding: .utf8)
  }

  @Test func `every style in the manual can be used`() throws {
    let examples = try Self.manual().components(separatedBy: "```yaml\n").dropFirst()
      .map { $0.components(separatedBy: "\n```")[0] }
    #expect(examples.count >= 8)
    for example in examples {
      do {
        _ = try Style(text: example, fileName: "example.yaml")
      } catch {
        Issue.record("\(error)\n\(example)")
      }
    }
  }

  @Test func `the manual names every built-in style`() throws {
    let manual = try Self.manual()
    for name in Style.builtInNames { #expect(manual.contains("| `\(name)` |")) }
  }
}
