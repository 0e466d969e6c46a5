import Logging

extension LineBuilder {
  /// Appends `value` as JSON, in one form for one value.
  mutating func append(json value: Logger.MetadataValue) {
    switch value {
    case .string(let text): append(quoted: text)
    case .stringConvertible(let text): append(quoted: text.description)
    case .array(let values):
      append(verbatim: "[")
      for (position, element) in values.enumerated() {
        if position > 0 { append(verbatim: ",") }
        append(json: element)
      }
      append(verbatim: "]")
    case .dictionary(let metadata):
      append(verbatim: "{")
      for (position, entry) in sorted(metadata).enumerated() {
        if position > 0 { append(verbatim: ",") }
        append(quoted: entry.key)
        append(verbatim: ":")
        append(json: entry.value)
      }
      append(verbatim: "}")
    }
  }
}

/// Metadata in the order of its keys: a dictionary's own order changes from run to run.
func sorted(_ metadata: Logger.Metadata) -> [(key: String, value: Logger.MetadataValue)] {
  metadata.sorted { $0.key < $1.key }
}
