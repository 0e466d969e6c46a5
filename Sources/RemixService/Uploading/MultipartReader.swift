/// Takes a multipart form apart as it arrives (RFC 7578): the file's bytes go on at once, fields are kept.
package struct MultipartReader {
  /// What a form is made of, in the order in which it comes.
  package enum Part: Equatable {
    case field(name: String, value: String)
    case fileBegins(name: String)
    case fileBytes([UInt8])
  }

  package enum Failure: Error, Equatable {
    /// No multipart form, or one that ends in the middle.
    case malformed
    case fieldTooLong
    case tooManyParts
    case secondFile
  }

  /// A line's end, two dashes, the boundary.
  private let delimiter: [UInt8]
  private var pending: [UInt8] = Self.lineEnd
  /// Of `pending`, where it is known already that nothing begins which is looked for.
  private var searchedCount = 0
  private var place = Place.before
  private var partCount = 0
  private var hasFile = false

  private enum Place: Equatable {
    /// What comes before the first part says nothing.
    case before
    /// A delimiter was read; a line's end or two dashes follow.
    case afterDelimiter
    case headers
    case field(name: String)
    case file
    case end
  }

  private static let lineEnd: [UInt8] = [13, 10]
  private static let headerLimit = 16 << 10
  private static let fieldLimit = 8 << 10
  private static let partLimit = 64

  /// - Parameter contentType: As the request's header has it.
  /// - Returns: `nil` if that is no multipart form, or its boundary is none.
  package init?(contentType: String) {
    let parts = contentType.split(separator: ";", omittingEmptySubsequences: false)
    guard let kind = parts.first, Self.trimmed(kind).lowercased() == "multipart/form-data" else { return nil }
    guard let boundary = Self.parameters(parts.dropFirst())["boundary"], (1...70).contains(boundary.utf8.count) else {
      return nil
    }
    delimiter = Array("\r\n--\(boundary)".utf8)
  }

  /// Whether the form has come to its end.
  package var isComplete: Bool { place == .end }

  /// Takes in the next bytes of the form.
  ///
  /// - Returns: What they complete.
  package mutating func read(_ bytes: some Collection<UInt8>) throws(Failure) -> [Part] {
    // Nothing that comes after the end says anything.
    if place == .end { return [] }
    pending += bytes
    var parts: [Part] = []
    while try advance(&parts) {}
    return parts
  }

  /// - Returns: Whether there may be more to do.
  private mutating func advance(_ parts: inout [Part]) throws(Failure) -> Bool {
    switch place {
    case .before:
      guard let start = find(delimiter) else {
        drop(max(0, pending.count - delimiter.count))
        return false
      }
      drop(start + delimiter.count)
      place = .afterDelimiter
      return true
    case .afterDelimiter:
      guard pending.count >= 2 else { return false }
      if pending.starts(with: [45, 45]) {
        place = .end
        pending = []
        return false
      }
      // Blanks may stand before the line's end.
      while pending.first == 32 || pending.first == 9 { drop(1) }
      guard pending.count >= 2 else { return false }
      guard pending.starts(with: Self.lineEnd) else { throw .malformed }
      partCount += 1
      guard partCount <= Self.partLimit else { throw .tooManyParts }
      // The line's end stays: headers, be there some or none, end with an empty line.
      place = .headers
      return true
    case .headers:
      guard let end = find(Self.lineEnd + Self.lineEnd) else {
        guard pending.count <= Self.headerLimit else { throw .malformed }
        return false
      }
      guard end <= Self.headerLimit else { throw .malformed }
      let text = String(decoding: pending[..<end], as: UTF8.self)
      drop(end + 4)
      try begin(headers: text, &parts)
      return true
    case .field(let name):
      guard let end = find(delimiter) else {
        guard pending.count <= Self.fieldLimit else { throw .fieldTooLong }
        return false
      }
      guard end <= Self.fieldLimit else { throw .fieldTooLong }
      parts.append(.field(name: name, value: String(decoding: pending[..<end], as: UTF8.self)))
      drop(end + delimiter.count)
      place = .afterDelimiter
      return true
    case .file:
      if let end = find(delimiter) {
        if end > 0 { parts.append(.fileBytes(Array(pending[..<end]))) }
        drop(end + delimiter.count)
        place = .afterDelimiter
        return true
      }
      // The last bytes may be the beginning of a delimiter.
      let sure = pending.count - delimiter.count + 1
      if sure > 0 {
        parts.append(.fileBytes(Array(pending[..<sure])))
        drop(sure)
      }
      return false
    case .end: return false
    }
  }

  private mutating func begin(headers: String, _ parts: inout [Part]) throws(Failure) {
    let lines = headers.split(separator: "\r\n")
    let disposition = lines.lazy.compactMap { line -> Substring? in
      let colon = line.firstIndex(of: ":")
      guard let colon, line[..<colon].lowercased() == "content-disposition" else { return nil }
      return line[line.index(after: colon)...]
    }.first
    guard let disposition else { throw .malformed }
    let pieces = Self.pieces(of: disposition)
    guard let kind = pieces.first, Self.trimmed(kind).lowercased() == "form-data" else { throw .malformed }
    let parameters = Self.parameters(pieces.dropFirst())
    if let name = parameters["filename"] {
      guard !hasFile else { throw .secondFile }
      hasFile = true
      parts.append(.fileBegins(name: name))
      place = .file
    } else {
      guard let name = parameters["name"] else { throw .malformed }
      place = .field(name: name)
    }
  }

  private mutating func find(_ pattern: [UInt8]) -> Int? {
    let last = pending.count - pattern.count
    guard last >= 0 else { return nil }
    var index = searchedCount
    while index <= last {
      if pending[index] == 13, pending[index..<index + pattern.count].elementsEqual(pattern) { return index }
      index += 1
    }
    searchedCount = max(index, 0)
    return nil
  }

  private mutating func drop(_ count: Int) {
    pending.removeFirst(count)
    searchedCount = max(0, searchedCount - count)
  }

  /// Splits at semicolons that do not stand in quotes.
  private static func pieces(of text: Substring) -> [Substring] {
    var pieces: [Substring] = []
    var (start, isQuoted, isEscaped) = (text.startIndex, false, false)
    for index in text.indices {
      if isEscaped {
        isEscaped = false
      } else if isQuoted, text[index] == "\\" {
        isEscaped = true
      } else if text[index] == "\"" {
        isQuoted.toggle()
      } else if text[index] == ";", !isQuoted {
        pieces.append(text[start..<index])
        start = text.index(after: index)
      }
    }
    return pieces + [text[start...]]
  }

  private static func parameters(_ pieces: some Sequence<Substring>) -> [String: String] {
    var parameters: [String: String] = [:]
    for piece in pieces {
      guard let equals = piece.firstIndex(of: "=") else { continue }
      let name = trimmed(piece[..<equals]).lowercased()
      var value = trimmed(piece[piece.index(after: equals)...])
      if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
        value = value.dropFirst().dropLast()
        // Browsers write %22 for a quote; a backslash before one is what others do.
        parameters[name] = parameters[name] ?? unescaped(value)
      } else {
        parameters[name] = parameters[name] ?? String(value)
      }
    }
    return parameters
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      if character == "\\", !isEscaped {
        isEscaped = true
        continue
      }
      // Of a path of Windows, which some browsers send, the backslashes are meant.
      if isEscaped, character != "\"", character != "\\" { result.append("\\") }
      result.append(character)
      isEscaped = false
    }
    return isEscaped ? result + "\\" : result
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
