import Foundation
import Testing

/// The promise of the module, shown by a program of its own: the test runner has many threads and must not fork.
@Suite struct `A child forked while another thread holds the log's lock` {
  @Test func `logs its record, a thousand times out of a thousand`() throws {
    let report = try probe("safe", forks: 1000)
    #expect(report.contains("logged=1000 hung=0 crashed=0 records=1000"))
    #expect(report.exitStatus == 0)
  }

  @Test func `logs its record while three threads of its parent never stop logging`() throws {
    let report = try probe("storm", forks: 200)
    #expect(report.contains("logged=200 hung=0 crashed=0 records=200"))
    #expect(report.exitStatus == 0)
  }

  @Test func `hangs if the lock is not reopened in the child`() throws {
    let report = try probe("unsafe", forks: 2)
    #expect(report.contains("logged=0 hung=2 crashed=0 records=0"))
    #expect(report.exitStatus == 1)
  }

  @Test func `hangs if a bare clone skips the handlers of fork`() throws {
    let report = try probe("rawclone", forks: 2)
    #expect(report.contains("logged=0 hung=2 crashed=0 records=0"))
    #expect(report.exitStatus == 1)
  }
}

private struct Report {
  let output: String
  let exitStatus: Int32

  func contains(_ counts: String) -> Bool { output.contains(counts) }
}

/// Runs the probe that the build put beside the test runner.
private func probe(_ mode: String, forks: Int) throws -> Report {
  let runner = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
  let process = Process()
  process.executableURL = runner.deletingLastPathComponent().appending(path: "fork-log-probe")
  process.arguments = [mode, String(forks)]
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return Report(output: String(decoding: bytes, as: UTF8.self), exitStatus: process.terminationStatus)
}
