import Foundation
import Testing

/// A descriptor that closes with its last owner.
final class OpenDescriptor {
  let number: CInt
  private var isOpen = true

  init(number: CInt) {
    self.number = number
  }

  deinit { close() }

  func close() {
    if isOpen { Glibc.close(number) }
    isOpen = false
  }

  /// What one read returns; nothing at the end, or at once if the descriptor is non-blocking and has nothing.
  func read(atMost limit: Int = 4096) -> String {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = unsafe Glibc.read(number, &bytes, limit)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  func makeNonBlocking() {
    _ = fcntl(number, F_SETFL, O_NONBLOCK)
  }
}

func madePipe() throws -> (reading: OpenDescriptor, writing: OpenDescriptor) {
  var ends: [CInt] = [-1, -1]
  try #require(unsafe pipe(&ends) == 0)
  return (OpenDescriptor(number: ends[0]), OpenDescriptor(number: ends[1]))
}

func socketPair(_ type: __socket_type) throws -> (OpenDescriptor, OpenDescriptor) {
  var ends: [CInt] = [-1, -1]
  try #require(unsafe socketpair(AF_UNIX, CInt(type.rawValue), 0, &ends) == 0)
  return (OpenDescriptor(number: ends[0]), OpenDescriptor(number: ends[1]))
}

/// A path of a file that does not exist.
func temporaryPath() -> String {
  FileManager.default.temporaryDirectory.appending(path: "log-backend-\(UUID().uuidString).log").path
}
