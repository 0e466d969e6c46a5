/// The file of a style that others extend.
package struct BaseStyle: Equatable, Sendable {
  package var name: String
  package var text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A style file, read; `docs/STYLES.md` describes what stands in one.
package struct StyleFile: Equatable, Sendable {
  package let style: Style
  /// What it extends; with it the same text gives the same style, whatever becomes of the built-in one.
  package let base: BaseStyle?
  /// What can be played, but is hardly meant; from the top of the file.
  package let warnings: [StyleError.Problem]

  /// Reads a style file.
  ///
  /// - Parameters:
  ///   - fileName: As a person would name the file; without its path and extension it names a style that gives no name of
  ///     its own.
  ///   - base: What to extend in place of the built-in style of its name.
  package init(text: String, fileName: String, base: BaseStyle? = nil) throws(StyleError) {
    guard text.utf8.count <= StyleNodeBuilder.byteLimit else { throw Self.tooLarge(fileName) }
    try self.init(checked: text, fileName: fileName, base: base)
  }

  /// Reads a style file from its bytes, which should be UTF-8.
  package init(bytes: [UInt8], fileName: String) throws(StyleError) {
    guard bytes.count <= StyleNodeBuilder.byteLimit else { throw Self.tooLarge(fileName) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Self.error("the file is not text in UTF-8", line: Self.firstLineThatIsNotUTF8(in: bytes), fileName)
    }
    try self.init(checked: text, fileName: fileName, base: nil)
  }

  /// - Parameter text: Not too large.
  private init(checked text: String, fileName: String, base given: BaseStyle?) throws(StyleError) {
    if let index = text.utf8.firstIndex(of: 0) {
      let line = text.utf8[..<index].count { $0 == UInt8(ascii: "\n") } + 1
      throw Self.error("found a zero byte, expected text", line: line, fileName)
    }
    // Some editors begin a file with a mark of its byte order.
    let body = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    let own = try StyleNodeBuilder.tree(of: body, file: fileName)
    var root = own
    base = try Self.base(of: root, given: given)
    if let base {
      let file = "\(base.name).yaml (\(base == given ? "in the recipe" : "built in"))"
      root = try Self.tree(ofBase: base.text, file: file).merged(with: root)
    }
    var reader = StyleReader(of: own)
    let style = reader.style(of: root.withoutNone, named: Self.stem(of: fileName))
    guard reader.problems.isEmpty, let style else { throw StyleError(problems: reader.problems.firstOfFile) }
    self.style = style
    warnings = reader.warnings.firstOfFile
  }

  /// The style that a file extends: `given`, if that is its name, or the built-in one.
  private static func base(of root: StyleNode, given: BaseStyle?) throws(StyleError) -> BaseStyle? {
    guard case .mapping(let entries) = root.content, let entry = entries.first(where: { $0.key == "extends" }),
      !entry.value.isNone
    else { return nil }
    let place = entry.value.place
    guard case .text(let name, _) = entry.value.content else {
      throw error("found \(entry.value.kindName), expected the name of a built-in style", line: place.line, place.file)
    }
    if let given, given.name == name { return given }
    guard let text = Style.builtInText(named: name) else {
      let question = NearestName.question(name, in: Style.builtInNames)
      throw error("there is no built-in style '\(name.shortened)'\(question)", line: place.line, place.file)
    }
    return BaseStyle(name: name, text: text)
  }

  /// What a style that is extended says, but for its name.
  private static func tree(ofBase text: String, file: String) throws(StyleError) -> StyleNode {
    var tree = try StyleNodeBuilder.tree(of: text, file: file)
    if case .mapping(let entries) = tree.content { tree.content = .mapping(entries.filter { $0.key != "name" }) }
    return tree
  }

  private static func firstLineThatIsNotUTF8(in bytes: [UInt8]) -> Int {
    var number = 1
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: line, as: UTF8.self) == nil { return number }
      number += 1
    }
    return number
  }

  private static func stem(of fileName: String) -> String {
    let last = fileName.split(separator: "/").last ?? "style"
    for ending in [".yaml", ".yml"] where last.hasSuffix(ending) && last.count > ending.count {
      return String(last.dropLast(ending.count))
    }
    return String(last)
  }

  private static func tooLarge(_ fileName: String) -> StyleError {
    error("the file is larger than \(StyleNodeBuilder.byteLimit) bytes, expected a style", line: nil, fileName)
  }

  private static func error(_ message: String, line: Int?, _ fileName: String) -> StyleError {
    StyleError(problems: [StyleError.Problem(file: fileName, line: line, message: message)])
  }
}
