/// The bytes of a line in the making; all text from outside goes through its escapes.
struct LineBuilder {
  private(set) var bytes: [UInt8] = []

  /// Appends text of this module's own making as it is.
  mutating func append(verbatim text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(line other: LineBuilder) {
    bytes.append(contentsOf: other.bytes)
  }

  /// Appends `text` with JSON's escapes, and cuts it with an ellipsis where the line would grow beyond `end` bytes.
  mutating func append(escaped text: String, quotesToo: Bool = true, upTo end: Int = .max) {
    let ellipsis = "\u{2026}"
    let start = bytes.count
    var lastFit = start
    for scalar in text.unicodeScalars {
      append(scalar, quotesToo: quotesToo)
      if bytes.count > end {
        bytes.removeSubrange(lastFit...)
        if lastFit + ellipsis.utf8.count <= end { append(verbatim: ellipsis) }
        return
      }
      if bytes.count + ellipsis.utf8.count <= end { lastFit = bytes.count }
    }
  }

  /// Appends `text` as a JSON string.
  mutating func append(quoted text: String) {
    append(verbatim: "\"")
    append(escaped: text)
    append(verbatim: "\"")
  }

  /// Appends `text` bare if a reader can tell where it ends, and else as a JSON string.
  mutating func append(value text: String) {
    if text.isEmpty || text.unicodeScalars.contains(where: Self.needsQuotes) {
      append(quoted: text)
    } else {
      append(verbatim: text)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar, quotesToo: Bool) {
    switch scalar {
    case "\n": append(verbatim: "\\n")
    case "\r": append(verbatim: "\\r")
    case "\t": append(verbatim: "\\t")
    case "\\": append(verbatim: "\\\\")
    case "\"" where quotesToo: append(verbatim: "\\\"")
    case _ where Self.isUnprintable(scalar):
      // All of them lie in the first plane: one escape of four digits.
      let digits = String(scalar.value, radix: 16)
      append(verbatim: "\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  private static func needsQuotes(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\"" || scalar == "=" || scalar == "\\" || isUnprintable(scalar)
  }

  /// Controls (C0, delete, C1), marks and overrides of the writing direction, separators of lines and paragraphs, and the
  /// byte order mark.
  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
