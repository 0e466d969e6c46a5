import Foundation

/// The processes under a running program, as the kernel tells of them.
struct ProcessTree {
  let root: Int32

  var supervisor: Int32? { Self.children(of: root).first }

  var workers: [Int32] { supervisor.map(Self.children(of:)) ?? [] }

  var descendants: [Int32] { [supervisor].compactMap(\.self) + workers }

  /// Those of all songs of a batch.
  var supervisors: [Int32] { Self.children(of: root) }

  /// All processes under the root.
  var all: [Int32] { supervisors + supervisors.flatMap(Self.children(of:)) }

  private static func children(of process: Int32) -> [Int32] {
    let list = (try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)) ?? ""
    return list.split(separator: " ").compactMap { Int32($0) }
  }

  /// Whether `process` still runs; one that has ended and waits to be reaped by somebody does not.
  static func exists(_ process: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    return !status.contains(") Z ")
  }
}

/// Looks at `condition` until it holds, for at most `seconds`; returns whether it does.
func eventually(within seconds: Double, _ condition: () throws -> Bool) rethrows -> Bool {
  let deadline = Date(timeIntervalSinceNow: seconds)
  while Date() < deadline {
    if try condition() { return true }
    usleep(1_000)
  }
  return try condition()
}
