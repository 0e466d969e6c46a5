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

  /// The first line that was written since the last call; empty if none was.
  func next() -> String {
    var bytes = [UInt8](repeating: 0, count: 1 << 12)
    let count = unsafe max(pread(file.number, &bytes, bytes.count, off_t(readCount)), 0)
    let end = lseek(file.number, 0, SEEK_END)
    readCount = max(Int(end), readCount)
    let line = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }.prefix(300)
    return String(decoding: line, as: UTF8.self)
  }
}
