import Glibc
import Processes
import SystemPackage

/// A process and its descendants.
package enum ProcessTree {
  /// Processor time of `root`, its descendants, and of those that have ended and were waited for, in seconds.
  package static func cpuSeconds(of root: Int32) -> Double {
    var (ticks, open) = (UInt64(0), [root])
    while let id = open.popLast() {
      guard let bytes = try? FileSystem.read(FilePath("/proc/\(id)/stat"), atMost: 4_096) else { continue }
      // The name, in parentheses, may have spaces and parentheses in it.
      let text = String(decoding: bytes, as: UTF8.self)
      guard let end = text.lastIndex(of: ")") else { continue }
      // utime, stime, cutime, cstime: the 14th to 17th of all fields.
      ticks += text[text.index(after: end)...].split(separator: " ").dropFirst(11).prefix(4).reduce(0) {
        $0 + (UInt64($1) ?? 0)
      }
      open += children(of: id)
    }
    return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Of all of its threads.
  private static func children(of id: Int32) -> [Int32] {
    let tasks = FilePath("/proc/\(id)/task")
    let names = (try? FileSystem.names(in: tasks, limit: 1 << 16)) ?? []
    return names.flatMap { name -> [Int32] in
      let list = (try? FileSystem.read(tasks.appending(name).appending("children"), atMost: 1 << 16)) ?? []
      return String(decoding: list, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
    }
  }
}
