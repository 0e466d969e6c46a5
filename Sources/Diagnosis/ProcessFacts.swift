import Glibc
import Processes
import SystemPackage

/// What the kernel tells of a process under `/proc`.
package struct ProcessFacts: Equatable, Sendable {
  /// As `ps` has it: `R` runs, `S` sleeps, `D` waits inside of the kernel, `T` is stopped, `Z` has ended.
  package var state: Character
  package var residentBytes: Int
  /// Where it waits inside of the kernel; `nil` if it does not, or if that is not told.
  package var waitingIn: String?
  /// The number of the system call that it is in; `nil` if it is in none, or if that is not told.
  package var systemCall: Int?
  /// The kernel's own calls, the innermost first: told to root alone.
  package var kernelStack: [String]

  /// - Returns: `nil` if there is no process `id`.
  package init?(process id: Int32) {
    // The name, in brackets, may hold anything, brackets too.
    guard let line = Self.text("stat", of: id), let end = line.lastIndex(of: ")") else { return nil }
    let fields = line[line.index(after: end)...].split(separator: " ")
    guard fields.count > 21, let state = fields[0].first,
      let pages = Int(fields[21])
    else { return nil }
    self.state = state
    residentBytes = pages * sysconf(Int32(_SC_PAGESIZE))
    let place = Self.text("wchan", of: id)
    waitingIn = place == "0" || place == "" ? nil : place
    systemCall = Self.text("syscall", of: id)?.split(separator: " ").first.flatMap { Int($0) }
    kernelStack = (Self.text("stack", of: id) ?? "").split(separator: "\n").map {
      String($0.drop { $0 != " " }.dropFirst())
    }
  }

  /// Whether process `id` has a handler for `signal`, so that it lives through it.
  package static func handles(_ signal: Int32, process id: Int32) -> Bool {
    for line in (text("status", of: id) ?? "").split(separator: "\n") where line.hasPrefix("SigCgt:") {
      let mask = line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
      return mask & (1 << UInt64(signal - 1)) != 0
    }
    return false
  }

  private static func text(_ name: String, of id: Int32) -> String? {
    let path = FilePath("/proc/\(id)/\(name)")
    guard let file = try? FileSystem.openForReading(path),
      let bytes = try? contents(of: file.number, limitBytes: 1 << 16)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
