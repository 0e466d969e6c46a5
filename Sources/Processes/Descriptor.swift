import CPosixShims
import Glibc
import SystemPackage

/// The owner of an open file descriptor; closes it when it goes.
package struct Descriptor: ~Copyable {
  /// The kernel's number; valid as long as this value lives.
  package let number: Int32

  /// Takes over `number`, which nobody else may close.
  package init(owning number: Int32) {
    self.number = number
  }

  deinit {
    _ = close(number)
  }

  /// Some of the bytes that are there: none at the end, `nil` if none are there yet (non-blocking).
  package func readAvailable() throws(SystemCallError) -> [UInt8]? {
    try unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 14) { bytes throws(SystemCallError) in
      guard let count = try unsafe read(into: UnsafeMutableRawBufferPointer(bytes)) else { return nil }
      return unsafe Array(bytes[..<count])
    }
  }

  /// Reads one whole record: `nil` at the end, or if none is there yet (non-blocking).
  ///
  /// For pipes that carry nothing but records of this type, each of at most PIPE_BUF bytes.
  package func readRecord<Record: BitwiseCopyable>(_ type: Record.Type) throws(SystemCallError) -> Record? {
    try unsafe withUnsafeTemporaryAllocation(of: Record.self, capacity: 1) { records throws(SystemCallError) in
      let count = try unsafe read(into: UnsafeMutableRawBufferPointer(records))
      return unsafe count == MemoryLayout<Record>.stride ? records[0] : nil
    }
  }

  /// Writes one record whole, so that `readRecord` gets it whole.
  package func writeRecord<Record: BitwiseCopyable>(_ record: Record) throws(SystemCallError) {
    let records = [record]
    try unsafe writeAll(records.span.bytes, to: number)
  }

  /// Fills `bytes`, waiting for as long as it takes.
  ///
  /// - Returns: `nil` if the other end of the pipe is gone before.
  package func read(filling bytes: inout [UInt8]) throws(SystemCallError) -> Void? {
    var filled = 0
    while filled < bytes.count {
      let outcome = unsafe bytes.withUnsafeMutableBytes { bytes -> Result<Int?, SystemCallError> in
        do throws(SystemCallError) {
          return .success(try unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])))
        } catch {
          return .failure(error)
        }
      }
      guard let count = try outcome.get(), count > 0 else { return nil }
      filled += count
    }
    return ()
  }

  private func read(into bytes: UnsafeMutableRawBufferPointer) throws(SystemCallError) -> Int? {
    while true {
      let count = unsafe Glibc.read(number, bytes.baseAddress, bytes.count)
      if count >= 0 { return count }
      let failure = SystemCallError(call: "read")
      switch failure.errno {
      case .interrupted: continue
      case .resourceTemporarilyUnavailable: return nil
      default: throw failure
      }
    }
  }

  /// Writes all of `bytes`.
  package func write(_ bytes: RawSpan) throws(SystemCallError) {
    try writeAll(bytes, to: number)
  }
}

/// Writes all of `bytes` to a descriptor that somebody else owns.
///
/// - Parameter offset: In a file, whose own offset stays as it is; `nil` to go on where that is.
package func writeAll(_ bytes: RawSpan, to descriptor: Int32, at offset: Int? = nil) throws(SystemCallError) {
  var written = 0
  while written < bytes.byteCount {
    let rest = bytes.extracting(droppingFirst: written)
    let count = unsafe rest.withUnsafeBytes { bytes in
      if let offset {
        unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset + written))
      } else {
        unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
    }
    if count >= 0 {
      written += count
      continue
    }
    let failure = SystemCallError(call: "write")
    if failure.errno != .interrupted { throw failure }
  }
}

/// The descriptors that this process has open.
package func openDescriptors() throws(SystemCallError) -> [Int32] {
  let names = try FileSystem.names(in: "/proc/self/fd", limit: .max) ?? []
  return names.compactMap { Int32($0.string) }
}

/// Closes every descriptor above stderr that is not in `kept`: what a forked child does first.
package func closeDescriptors(except kept: [Int32]) {
  var first: UInt32 = 3
  for number in kept.map({ UInt32(bitPattern: $0) }).sorted() where number >= first {
    if number > first { _ = shim_close_range(first, number - 1) }
    first = number + 1
  }
  _ = shim_close_range(first, .max)
}
