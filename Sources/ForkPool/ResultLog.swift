import SharedMemory

/// What one child has found, in shared memory: it appends records, its parent reads what is published.
///
/// A child that dies in the middle of a record leaves nothing of it behind.
final class ResultLog {
  private let bytes: SharedArray<UInt8>
  private var readCount = 0

  /// One item's outcome.
  struct Record: Equatable {
    let item: Int
    /// Of the monotonic clock, in nanoseconds.
    let start: UInt64
    let end: UInt64
    /// What the item used of a processor.
    let usedCPU: UInt64
    let outcome: ItemOutcome
  }

  init() throws(SharedMemoryError) {
    bytes = try SharedArray(named: "forkpool-results", capacity: Self.capacity)
  }

  /// Addresses only; memory comes with the results.
  private static let capacity = 1 << 34

  /// Adds a record; only the child does.
  func append(_ record: Record) throws(SharedMemoryError) {
    let (kind, payload) = record.outcome.encoded
    let header = Header(
      item: record.item, start: record.start, end: record.end, usedCPU: record.usedCPU, kind: kind,
      byteCount: payload.count)
    let start = bytes.count
    let whole = rawBytes(of: [header]) + payload
    try bytes.write(whole.span, at: start)
    bytes.publishWritten(count: start + whole.count)
  }

  /// The records that were added since the last call; only the parent reads.
  func newRecords() -> [Record] {
    let published = bytes.count
    var records: [Record] = []
    while readCount < published {
      let start = readCount + MemoryLayout<Header>.stride
      guard let header = elements(of: Header.self, in: bytes.copy(of: readCount..<start)).first else { break }
      let payload = bytes.copy(of: start..<start + header.byteCount)
      records.append(
        Record(
          item: header.item, start: header.start, end: header.end, usedCPU: header.usedCPU,
          outcome: ItemOutcome(kind: header.kind, payload: payload)))
      readCount = start + header.byteCount
    }
    return records
  }

  private struct Header: BitwiseCopyable {
    let item: Int
    let start: UInt64
    let end: UInt64
    let usedCPU: UInt64
    let kind: ItemOutcome.Kind
    let byteCount: Int
  }
}

/// What a child says of an item.
enum ItemOutcome: Equatable {
  case value([UInt8])
  case threw(String)
  case notSerialisable(String)

  enum Kind: Int, BitwiseCopyable {
    case value
    case threw
    case notSerialisable
  }

  init(kind: Kind, payload: [UInt8]) {
    let text = { String(decoding: payload, as: UTF8.self) }
    self =
      switch kind {
      case .value: .value(payload)
      case .threw: .threw(text())
      case .notSerialisable: .notSerialisable(text())
      }
  }

  var encoded: (kind: Kind, payload: [UInt8]) {
    switch self {
    case .value(let bytes): (.value, bytes)
    case .threw(let text): (.threw, Array(text.utf8))
    case .notSerialisable(let text): (.notSerialisable, Array(text.utf8))
    }
  }
}
