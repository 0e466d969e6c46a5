import Foundation

/// The processes under a running program, as the kernel tells of them.
struct ProcessTree {
  let root: Int32

  var supervisor: Int32? { Self.children(of: root).first }

  var workers: [Int32] { supervisor.map(Self.children(of:)) ?? [] }

  var descendants: [Int32] { [supervisor].compactMap(\.self) + workers }

  private static func children(of process: Int32) -> [Int32] {
    let list = (try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)) ?? ""
    return list.split(separator: " ").compactMap { Int32($0) }
  }

  /// Whether `process` still exists, if only as a zombie.
  static func exists(_ process: Int32) -> Bool {
    FileManager.default.fileExists(atPath: "/proc/\(process)")
  }
}

/// Looks at `condition` until it holds, for at most `seconds`; returns whether it does.
func eventually(within seconds: Double, _ condition: () -> Bool) -> Bool {
  let deadline = Date(timeIntervalSinceNow: seconds)
  while Date() < deadline {
    if condition() { return true }
    usleep(1_000)
  }
  return condition()
}
