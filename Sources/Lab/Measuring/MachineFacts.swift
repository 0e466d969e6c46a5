import Glibc
import Processes
import SystemPackage

/// What the figures were measured on.
package struct MachineFacts: Codable, Sendable {
  package let processor: String
  package let cores: Int
  package let memoryMegabytes: Int
  package let kernel: String
  /// Processes that wanted a processor in the last minute, on average, before the first experiment.
  package let load: Double

  /// This machine, now.
  package init() {
    let lines = Self.text("/proc/cpuinfo").split(separator: "\n")
    let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
    processor = model.map { String($0.drop { $0 == " " }) } ?? "unknown processor"
    cores = Processor.availableCores
    memoryMegabytes = (Self.kilobytes("MemTotal") ?? 0) / 1024
    kernel = Self.text("/proc/sys/kernel/osrelease").split(separator: "\n").first.map(String.init) ?? "?"
    load = Self.text("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } ?? 0
  }

  /// In a line.
  package var words: String {
    "\(processor), \(cores) cores, \(memoryMegabytes) MB, Linux \(kernel), load \(load)"
  }

  /// Bytes that a process can have without others losing theirs.
  static var availableBytes: Int { (kilobytes("MemAvailable") ?? 0) * 1024 }

  /// Bytes of memory that this process has.
  static var residentBytes: Int {
    let pages = text("/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func kilobytes(_ name: String) -> Int? {
    let line = text("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  private static func text(_ path: String) -> String {
    // Where the kernel tells nothing, there is nothing to tell.
    let bytes = (try? FileSystem.read(FilePath(path), atMost: 1 << 20)) ?? []
    return String(decoding: bytes, as: UTF8.self)
  }
}
