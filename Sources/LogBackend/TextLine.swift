import Logging

/// The format for people.
enum TextLine {
  static func encode(_ record: LogRecord, limit: Int) -> [UInt8] {
    var line = LineBuilder()
    line.append(verbatim: "\(record.time.iso8601) \(record.level.rawValue) ")
    line.append(escaped: record.role.map(clipped) ?? "-", quotesToo: false)
    line.append(verbatim: "[\(record.processID)] job=")
    line.append(value: record.job.map(clipped) ?? "-")
    line.append(verbatim: " chunk=")
    line.append(value: record.chunk.map(clipped) ?? "-")
    line.append(verbatim: " ")
    line.append(escaped: clipped(record.label), quotesToo: false)
    line.append(verbatim: ": ")

    let tail = metadata(of: record, limit: (limit - line.bytes.count) / 2)
    line.append(escaped: record.message, quotesToo: false, upTo: limit - tail.bytes.count - 1)
    line.append(line: tail)
    line.append(verbatim: "\n")
    return line.bytes
  }

  private static func metadata(of record: LogRecord, limit: Int) -> LineBuilder {
    var tail = LineBuilder()
    for (position, entry) in sorted(record.metadata).enumerated() {
      var next = LineBuilder()
      next.append(verbatim: " ")
      next.append(value: entry.key)
      next.append(verbatim: "=")
      switch entry.value {
      case .string(let text): next.append(value: text)
      case .stringConvertible(let text): next.append(value: text.description)
      case .array, .dictionary: next.append(json: entry.value)
      }
      if tail.bytes.count + next.bytes.count > limit - roomForOmission {
        tail.append(verbatim: " omitted=\(record.metadata.count - position)")
        break
      }
      tail.append(line: next)
    }
    return tail
  }

  /// Bytes kept free for ` omitted=` and a count.
  private static let roomForOmission = 24
}

/// The start of a text that stands before the message, so that the message keeps its room.
///
/// 96 bytes are at most 576 when escaped: four such texts leave a third of the shortest line to the message.
func clipped(_ text: String) -> String {
  if text.utf8.count <= 96 { return text }
  var kept = String.UnicodeScalarView()
  var size = 0
  for scalar in text.unicodeScalars {
    size += UTF8.width(scalar)
    if size > 96 { break }
    kept.append(scalar)
  }
  return String(kept)
}
