import Glibc
import Processes

/// What supervisor and workers write to standard error, which only libraries and the Swift runtime do: kept in memory,
/// so that it neither clutters a terminal nor gets lost when one of them crashes.
final class LastWords {
  private let file: Descriptor
  private var readCount = 0

  init() throws(SystemCallError) {
    file = try FileSystem.createInMemory("wubremix-last-words")
    try FileSystem.setAppending(file.number)
  }

  /// Has this process, and those that it forks, write here.
  func takeOver() {
    dup2(file.number, STDERR_FILENO)
  }

  /// What was written last since the last call, of the Swift runtime's own words the first line; empty if nothing was.
  func next() -> String {
    let end = Int(lseek(file.number, 0, SEEK_END))
    // Libraries may have written much before.
    let start = max(readCount, end - 1 << 13)
    var bytes = [UInt8](repeating: 0, count: max(0, end - start))
    let count = unsafe max(pread(file.number, &bytes, bytes.count, off_t(start)), 0)
    readCount = max(end, readCount)
    let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
    let line = lines.last { $0.hasPrefix("Fatal error") || $0.contains(": Fatal error") } ?? lines.last ?? ""
    return String(line.prefix(300))
  }
}
