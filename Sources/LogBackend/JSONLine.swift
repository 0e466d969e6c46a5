import Logging

/// The format for programs: one JSON object (RFC 8259).
enum JSONLine {
  static func encode(_ record: LogRecord, limit: Int) -> [UInt8] {
    var line = LineBuilder()
    line.append(verbatim: "{\"time\":\"\(record.time.iso8601)\",\"level\":\"\(record.level.rawValue)\",\"role\":")
    line.append(optional: record.role)
    line.append(verbatim: ",\"pid\":\(record.processID),\"job\":")
    line.append(optional: record.job)
    line.append(verbatim: ",\"chunk\":")
    line.append(optional: record.chunk)
    line.append(verbatim: ",\"label\":")
    line.append(quoted: clipped(record.label))
    line.append(verbatim: ",\"message\":\"")

    let tail = metadata(of: record, limit: (limit - line.bytes.count) / 2)
    line.append(escaped: record.message, upTo: limit - tail.bytes.count - 1)
    line.append(line: tail)
    line.append(verbatim: "\n")
    return line.bytes
  }

  /// From the message's closing quote to the object's closing brace.
  private static func metadata(of record: LogRecord, limit: Int) -> LineBuilder {
    var tail = LineBuilder()
    tail.append(verbatim: "\",\"metadata\":{")
    var omitted = 0
    for (position, entry) in sorted(record.metadata).enumerated() {
      var next = LineBuilder()
      next.append(verbatim: position == 0 ? "" : ",")
      next.append(quoted: entry.key)
      next.append(verbatim: ":")
      next.append(json: entry.value)
      if tail.bytes.count + next.bytes.count > limit - roomForOmission {
        omitted = record.metadata.count - position
        break
      }
      tail.append(line: next)
    }
    tail.append(verbatim: omitted == 0 ? "}}" : "},\"omitted\":\(omitted)}")
    return tail
  }

  /// Bytes kept free for the end of the object with a count of what was left out.
  private static let roomForOmission = 32
}

extension LineBuilder {
  fileprivate mutating func append(optional text: String?) {
    if let text {
      append(quoted: clipped(text))
    } else {
      append(verbatim: "null")
    }
  }
}
