import Glibc
package import SystemPackage

/// What tells that a file was written to: its size and the time of its last change.
package struct FileStamp: Hashable, Sendable {
  package let byteCount: Int
  /// Nanoseconds since 1970, by the clock of whoever wrote it; wraps around centuries from now.
  package let changeTime: Int

  package init(byteCount: Int, changeTime: Int) {
    self.byteCount = byteCount
    self.changeTime = changeTime
  }

  /// Of the file at `path`, links followed; `nil` if there is none.
  package init?(path: FilePath) {
    var status = stat()
    guard unsafe path.withPlatformString({ unsafe stat($0, &status) }) == 0 else { return nil }
    self.init(status)
  }

  /// Of the open file `descriptor`; `nil` if it is not open.
  package init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    byteCount = Int(status.st_size)
    changeTime = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
  }
}
