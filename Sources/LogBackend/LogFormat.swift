/// How a record becomes one line.
///
/// In both formats control characters, line separators and characters that reorder text are escaped: a message cannot end
/// its line early, forge another record or steer the terminal that shows it.
public enum LogFormat: String, CaseIterable, Sendable {
  /// For people: `2026-02-28T23:59:59.000042Z info worker 3[4711] job=8 chunk=12 label: message key=value`.
  ///
  /// Values with spaces, quotes or equal signs stand in quotes; a missing job, chunk or role is `-`.
  case text

  /// For programs: one JSON object per line with the keys `time`, `level`, `role`, `pid`, `job`, `chunk`, `label`, `message` and
  /// `metadata`, in this order; a missing job, chunk or role is `null`.
  case jsonLines

  /// The record's line with its newline, at most `limit` bytes long (4,096 or more).
  ///
  /// What is too long loses its metadata's end first, then its message's; a cut ends with an ellipsis.
  package func line(for record: LogRecord, limit: Int) -> [UInt8] {
    switch self {
    case .text: TextLine.encode(record, limit: limit)
    case .jsonLines: JSONLine.encode(record, limit: limit)
    }
  }
}
