import ForkPool
import Glibc
import LogBackend
import Logging

/// Prints the CRC-32 of each file, as `crc32` does, and logs which process did it: `Checksums FILE...`.
@main
struct Checksums {
  // Not async: a process that has run a Task cannot fork.
  static func main() throws {
    let sink = try LogSink.standardError()
    LoggingSystem.bootstrap { ForkSafeLogHandler(label: $0, sink: sink) }
    // Made before the fork: the children log with it at once, whatever happened to its lock meanwhile.
    let logger = Logger(label: "checksums")
    let paths = CommandLine.arguments.dropFirst()
    do {
      let sums = try ForkPool.map(paths, timeLimit: .seconds(600)) { path in
        let sum = try checksum(of: path)
        logger.info("read", metadata: ["file": "\(path)"])
        return sum
      }
      for (path, sum) in zip(paths, sums) {
        let digits = String(sum, radix: 16)
        print(String(repeating: "0", count: 8 - digits.count) + digits, path)
      }
    } catch {
      // Which file, and why: what the closure threw, or what befell its process.
      logger.error("\(error)")
      exit(1)
    }
  }

  struct Unreadable: Error {
    let path: String
    let errno: Int32
  }

  static func checksum(of path: String) throws -> UInt32 {
    guard let file = fopen(path, "r") else { throw Unreadable(path: path, errno: errno) }
    defer { fclose(file) }
    var sum = UInt32.max
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&block, 1, block.count, file), count > 0 {
      for byte in block[..<count] {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
      }
    }
    if ferror(file) != 0 { throw Unreadable(path: path, errno: errno) }
    return ~sum
  }
}
