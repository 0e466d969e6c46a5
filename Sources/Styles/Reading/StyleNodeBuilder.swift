/// Builds the tree of a style file from its events, and refuses what no honest style needs.
struct StyleNodeBuilder: ~Copyable {
  /// Far beyond any style: the built-in ones have 10 to 20 kB.
  static let byteLimit = 1_000_000
  /// A style nests 6 deep.
  static let depthLimit = 16
  static let nodeLimit = 50_000

  private let parser: YAMLParser
  private let file: String
  private var nodeCount = 0

  /// The tree of a whole file.
  static func tree(of text: String, file: String) throws(StyleError) -> StyleNode {
    var builder = try StyleNodeBuilder(text, file: file)
    return try builder.document()
  }

  private init(_ text: String, file: String) throws(StyleError) {
    self.file = file
    do {
      parser = try YAMLParser(text)
    } catch {
      throw Self.error(error, file: file)
    }
  }

  private mutating func document() throws(StyleError) -> StyleNode {
    var root: StyleNode?
    while true {
      let event = try next()
      switch event.kind {
      case .streamEnd:
        guard let root else {
          throw error("the file is empty; expected a style, beginning with 'tempo: 140'", line: nil)
        }
        return root
      case .documentStart:
        if root != nil {
          throw error("a second document begins with '---'; expected one style in a file", line: event.line)
        }
      case .other:
        continue
      default:
        root = try node(event, depth: 0)
      }
    }
  }

  private mutating func node(_ event: YAMLEvent, depth: Int) throws(StyleError) -> StyleNode {
    nodeCount += 1
    guard nodeCount <= Self.nodeLimit else {
      throw error("the file has more than \(Self.nodeLimit) values; expected a style", line: event.line)
    }
    guard depth <= Self.depthLimit else {
      throw error("lists are nested more than \(Self.depthLimit) deep; a style needs 6", line: event.line)
    }
    let place = StyleNode.Place(file: file, line: event.line)
    switch event.kind {
    case .scalar(let text, let isPlain):
      return StyleNode(place: place, content: .text(text, isPlain: isPlain))
    case .sequenceStart:
      return StyleNode(place: place, content: .list(try list(depth: depth)))
    case .mappingStart:
      return StyleNode(place: place, content: .mapping(try mapping(depth: depth)))
    case .alias, .anchor:
      throw error(
        "'&' and '*' (YAML's anchors and aliases) are not used in styles; give a pattern a name, and use that. "
          + "A text that begins with one of them needs quotes", line: event.line)
    case .tag:
      throw error("'!' (YAML's tags) is not used in styles; a text that begins with it needs quotes", line: event.line)
    default:
      throw error("the file ends too early", line: event.line)
    }
  }

  private mutating func list(depth: Int) throws(StyleError) -> [StyleNode] {
    var items: [StyleNode] = []
    while true {
      let event = try next()
      if event.kind == .end { return items }
      items.append(try node(event, depth: depth + 1))
    }
  }

  private mutating func mapping(depth: Int) throws(StyleError) -> [StyleNode.Entry] {
    var entries: [StyleNode.Entry] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try next()
      if event.kind == .end { return entries }
      let key = try node(event, depth: depth + 1)
      guard case .text(let name, _) = key.content else {
        throw error("found \(key.kindName) before a colon; expected a name", line: event.line)
      }
      if let line = lines[name] {
        throw error("'\(name.shortened)' is there twice, first in line \(line)", line: event.line)
      }
      lines[name] = event.line
      let value = try node(try next(), depth: depth + 1)
      entries.append(StyleNode.Entry(key: name, keyPlace: key.place, value: value))
    }
  }

  private func next() throws(StyleError) -> YAMLEvent {
    do {
      return try parser.next()
    } catch {
      throw Self.error(error, file: file)
    }
  }

  // MARK: Errors

  private func error(_ message: String, line: Int?) -> StyleError {
    StyleError(problems: [StyleError.Problem(file: file, line: line, message: message)])
  }

  private static func error(_ failure: YAMLFailure, file: String) -> StyleError {
    StyleError(problems: [StyleError.Problem(file: file, line: failure.line, message: failure.plainMessage)])
  }
}

extension YAMLFailure {
  /// What libyaml says, in words for people who never read its source.
  fileprivate var plainMessage: String {
    switch problem {
    case "found character that cannot start any token":
      return "found a tab or a character that means something else in YAML; indent with blanks, "
        + "and put quotes around a text that begins with % @ or `"
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      return "found a tab; indent with blanks"
    case "mapping values are not allowed in this context":
      return "found a colon that belongs to no name; put quotes around a text with ': ' in it, "
        + "and begin lines that belong together in the same column"
    case "could not find expected ':'":
      return "a name without a colon after it; expected 'name: value'"
    case "did not find expected key", "did not find expected '-' indicator":
      return "this line fits nothing above it; lines that belong together begin in the same column"
    case "did not find expected ',' or ']'":
      return "a list that began with '[' does not go on; expected ',' or ']'"
    case "did not find expected ',' or '}'":
      return "names with values that began with '{' do not go on; expected ',' or '}'"
    case "found unexpected end of stream", "found unexpected document indicator":
      return "a text in quotes has no closing quote"
    case "control characters are not allowed":
      return "found a control character; expected text"
    case "found undefined alias", "did not find expected alphabetic or numeric character":
      return "'&' and '*' (YAML's anchors and aliases) are not used in styles"
    case "block sequence entries are not allowed in this context":
      return "found '-' in the middle of a line; a list begins on a line of its own"
    case "did not find expected comment or line break":
      return "found more after '|' or '>'; put quotes around a text that begins with one of them"
    default:
      return "this is not YAML: \(problem)"
    }
  }
}
