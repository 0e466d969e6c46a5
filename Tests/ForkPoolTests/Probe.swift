import ForkPool
import Foundation
import Testing

/// What the probe printed.
struct ProbeRun {
  let output: String

  /// The results, as text.
  var result: String? { line(after: "result ") }
  /// The error, as text.
  var error: String? { line(after: "error ") }
  /// Children and descriptors that were left.
  var left: String? { line(after: "left ") }

  private func line(after start: String) -> String? {
    output.split(separator: "\n").first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
  }
}

/// Runs the probe that the build put beside the test runner, and expects that nothing is left of its map.
///
/// - Parameters:
///   - call: A call of the C library of which those from `first` on, `times` of them, fail with `errno`.
///   - limit: For the shell's `ulimit`.
func probe(
  _ experiment: String, _ schedule: Schedule, failing call: String? = nil, first: Int = 0, times: Int = 1,
  errno: Int32 = 0, limit: String? = nil
) throws -> ProbeRun {
  let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  let program = folder.appending(path: "fork-pool-probe").path
  let process = Process()
  process.executableURL = URL(filePath: "/bin/sh")
  let prefix = limit.map { "ulimit \($0); " } ?? ""
  process.arguments = ["-c", prefix + "exec \(program) \(experiment) \(schedule)"]
  var counts: URL?
  if let call {
    let file = FileManager.default.temporaryDirectory.appending(path: "fork-pool-\(UUID())")
    try Data(count: 16).write(to: file)
    counts = file
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LD_PRELOAD": folder.appending(path: "libfailing-calls.so").path,
      "FAILING_CALLS": "\(call):\(first):\(times):\(errno):\(file.path)",
    ]) { $1 }
  }
  defer { if let counts { try? FileManager.default.removeItem(at: counts) } }
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  let run = ProbeRun(output: String(decoding: bytes, as: UTF8.self))
  #expect(run.left == "0 0", "\(experiment) \(schedule): \(run.output)")
  return run
}
