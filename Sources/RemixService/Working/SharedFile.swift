import Glibc
import NIOCore
package import Processes
package import SystemPackage

/// A file that is only read, by any number of readers at places of their own.
package final class SharedFile: Sendable {
  private let descriptor: Descriptor

  package init(_ path: FilePath) throws(SystemCallError) {
    descriptor = try FileSystem.openForReading(path)
  }

  init?(_ descriptor: consuming Descriptor?) {
    guard let descriptor = consume descriptor else { return nil }
    self.descriptor = descriptor
  }

  var byteCount: Int {
    get throws(SystemCallError) { try FileSystem.status(of: descriptor.number).byteCount }
  }

  /// The bytes from `offset` on, at most `limit`; none at the end.
  func bytes(from offset: Int, limit: Int) throws(SystemCallError) -> ByteBuffer {
    var bytes = [UInt8](repeating: 0, count: limit)
    while true {
      let count = unsafe pread(descriptor.number, &bytes, limit, off_t(offset))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemCallError(call: "pread") }
      return ByteBuffer(bytes: bytes.prefix(count))
    }
  }
}
