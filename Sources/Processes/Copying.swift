import Glibc
import SystemPackage

/// Writes all of `bytes` to a descriptor that somebody else owns.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemCallError) {
  try unsafe writeAll(bytes.span.bytes, to: descriptor)
}

/// Copies the file `source` from byte `start` on to `target`, a pipe, device or file.
///
/// - Parameter end: Where to stop, if the file goes on.
package func copyFile(
  _ source: Int32, from start: Int = 0, upTo end: Int = .max, to target: Int32
) throws(SystemCallError) {
  var offset = off_t(start)
  while offset < end {
    let count = unsafe sendfile(target, source, &offset, min(1 << 24, end - Int(offset)))
    if count == 0 { return }
    if count > 0 { continue }
    let failure = SystemCallError(call: "sendfile")
    switch failure.errno {
    case .interrupted: continue
    // Somebody made the pipe non-blocking; its reader needs time.
    case .resourceTemporarilyUnavailable: usleep(1_000)
    // A file that is appended to takes no sendfile, nor do some devices.
    case .invalidArgument: return try copyThroughMemory(source, from: offset, upTo: end, to: target)
    default: throw failure
    }
  }
}

/// Appends all that comes out of `source`, until its end, to `target`.
///
/// - Returns: `false`, with the rest unread, as soon as more than `limitBytes` have come.
package func drain(
  _ source: Int32, into target: borrowing Descriptor, limitBytes: Int
) throws(SystemCallError) -> Bool {
  var buffer = [UInt8](repeating: 0, count: 1 << 20)
  var total = 0
  while true {
    let count = unsafe read(source, &buffer, buffer.count)
    if count == 0 { return true }
    if count < 0 {
      let failure = SystemCallError(call: "read")
      switch failure.errno {
      case .interrupted: continue
      case .resourceTemporarilyUnavailable: _ = Poller.readable(among: [source], timeoutMilliseconds: nil)
      default: throw failure
      }
      continue
    }
    total += count
    if total > limitBytes { return false }
    try unsafe target.write(buffer.span.extracting(first: count).bytes)
  }
}

/// All bytes of the file `source` from its start on, whatever its offset.
///
/// - Returns: `nil` if there are more than `limitBytes`.
package func contents(of source: Int32, limitBytes: Int) throws(SystemCallError) -> [UInt8]? {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe pread(source, &buffer, buffer.count, off_t(bytes.count))
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw SystemCallError(call: "pread") }
    if count == 0 { return bytes }
    bytes += buffer[..<count]
    if bytes.count > limitBytes { return nil }
  }
}

/// Copies the bytes `range` of the file `source`, which are there, to `target` in one write.
package func copyBlock(_ range: Range<Int>, of source: Int32, to target: Int32) throws(SystemCallError) {
  var buffer = [UInt8](repeating: 0, count: range.count)
  let count = try checked("pread") { unsafe Int32(pread(source, &buffer, range.count, off_t(range.lowerBound))) }
  precondition(count == range.count, "the block is there")
  try unsafe writeAll(buffer.span.bytes, to: target)
}

private func copyThroughMemory(
  _ source: Int32, from start: off_t, upTo end: Int, to target: Int32
) throws(SystemCallError) {
  var buffer = [UInt8](repeating: 0, count: 1 << 20)
  var offset = start
  while offset < end {
    let count = unsafe pread(source, &buffer, min(buffer.count, end - Int(offset)), offset)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw SystemCallError(call: "pread") }
    if count == 0 { return }
    try unsafe writeAll(buffer.span.extracting(first: count).bytes, to: target)
    offset += off_t(count)
  }
}
