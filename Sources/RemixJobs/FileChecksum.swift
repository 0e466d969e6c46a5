import CNettle
import Glibc
package import Processes

/// The SHA-256 of the bytes of a file, in hexadecimal.
///
/// - Parameter limit: Bytes at its start; of a shorter file, all.
///
/// Nettle computes it: a small library that knows no threads and keeps nothing between calls, so a fork cannot break it.
package func sha256(ofFile descriptor: Int32, first limit: Int = .max) throws(SystemCallError) -> String {
  var checksum = SHA256()
  var buffer = [UInt8](repeating: 0, count: 1 << 20)
  var offset: off_t = 0
  while true {
    let count = unsafe pread(descriptor, &buffer, min(buffer.count, limit - Int(offset)), offset)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw SystemCallError(call: "pread") }
    if count == 0 { break }
    checksum.add(buffer.span.extracting(first: count))
    offset += off_t(count)
  }
  return checksum.text()
}

/// A SHA-256 in the making.
package struct SHA256 {
  private var context = sha256_ctx()

  package init() {
    unsafe nettle_sha256_init(&context)
  }

  package mutating func add(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe nettle_sha256_update(&context, $0.count, $0.baseAddress) }
  }

  /// In hexadecimal, once.
  package mutating func text() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    unsafe nettle_sha256_digest(&context, digest.count, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
