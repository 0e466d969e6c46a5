import CYaml

/// A stream of libyaml's events over a text; the only code that speaks to libyaml.
@safe  // Parser and text are owned, set once, and freed together; no pointer leaves a function.
struct YAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// libyaml reads from it for as long as the parser lives.
  private let text: UnsafeMutableBufferPointer<UInt8>

  /// - Parameter text: Valid UTF-8.
  init(_ text: String) throws(YAMLFailure) {
    let bytes = Array(text.utf8)
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard unsafe yaml_parser_initialize(parser) != 0 else {
      unsafe parser.deallocate()
      throw YAMLFailure(line: 1, problem: "there is not enough memory")
    }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    _ = unsafe copy.initialize(from: bytes)
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, copy.baseAddress, bytes.count)
    unsafe self.text = copy
    unsafe self.parser = parser
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe text.deallocate()
  }

  /// The next event; after the end of the stream there is none.
  func next() throws(YAMLFailure) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) != 0 else { throw failure }
    defer { unsafe yaml_event_delete(&event) }
    let kind = unsafe Self.kind(of: event)
    let mark = unsafe event.start_mark
    return YAMLEvent(kind: kind, line: mark.line + 1, column: mark.column + 1)
  }

  private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT:
      return .documentStart
    case YAML_STREAM_END_EVENT:
      return .streamEnd
    case YAML_ALIAS_EVENT:
      return .alias
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      if let extra = unsafe extra(anchor: scalar.anchor, tag: scalar.tag) { return extra }
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let text = unsafe String(decoding: bytes, as: UTF8.self)
      return .scalar(text, isPlain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE)
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      return unsafe extra(anchor: start.anchor, tag: start.tag) ?? .sequenceStart
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      return unsafe extra(anchor: start.anchor, tag: start.tag) ?? .mappingStart
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      return .end
    default:
      return .other
    }
  }

  private static func extra(
    anchor: UnsafeMutablePointer<UInt8>?, tag: UnsafeMutablePointer<UInt8>?
  ) -> YAMLEvent.Kind? {
    if unsafe anchor != nil { return .anchor }
    return unsafe tag != nil ? .tag : nil
  }

  private var failure: YAMLFailure {
    let parser = unsafe self.parser.pointee
    let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "it cannot be read"
    let context = unsafe parser.context.map { unsafe String(cString: $0) }
    if unsafe parser.error == YAML_READER_ERROR {
      // The reader knows only the byte.
      let offset = unsafe min(parser.problem_offset, text.count)
      var line = 1
      for index in 0..<offset where unsafe text[index] == UInt8(ascii: "\n") { line += 1 }
      return YAMLFailure(line: line, problem: problem)
    }
    // What never ends is told where it began.
    let isOpen = problem == "found unexpected end of stream"
    let line = unsafe (isOpen ? parser.context_mark.line : parser.problem_mark.line) + 1
    return YAMLFailure(line: line, problem: problem, context: context)
  }
}

/// What libyaml meets next in a text.
struct YAMLEvent {
  enum Kind: Equatable {
    case documentStart
    case streamEnd
    case scalar(String, isPlain: Bool)
    case sequenceStart
    case mappingStart
    /// Of a sequence or a mapping.
    case end
    case alias
    /// Anything that bears a name to be referred to.
    case anchor
    /// Anything that bears a type.
    case tag
    case other
  }

  var kind: Kind
  /// From 1.
  var line: Int
  /// From 1.
  var column: Int
}

/// Why a text is no YAML, as libyaml says it.
struct YAMLFailure: Error {
  /// From 1.
  var line: Int
  var problem: String
  /// What libyaml was doing.
  var context: String?
}
