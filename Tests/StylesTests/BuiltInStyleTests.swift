import Styles
import Testing

struct BuiltInStyleTests {
  @Test(arguments: Style.builtInNames)
  func `a built-in style can be read and bears its own name`(name: String) throws {
    let text = try #require(Style.builtInText(named: name))
    let style = try Style(text: text, fileName: "\(name).yaml")
    #expect(style.name == name)
    #expect(!style.about.isEmpty)
    #expect(style == Style.builtIn(named: name))
  }
}
