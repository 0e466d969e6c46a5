import Foundation
import Testing

/// One of the program's calls to the system that fails, wherever in its tree of processes the time has come.
struct FailingCall {
  /// As `Tests/FailingCalls` names it.
  let name: String
  let errno: Int32

  static let all = [
    FailingCall(name: "open", errno: EMFILE), FailingCall(name: "read", errno: EIO),
    FailingCall(name: "write", errno: ENOSPC), FailingCall(name: "fsync", errno: EIO),
    FailingCall(name: "ftruncate", errno: EIO), FailingCall(name: "fallocate", errno: ENOSPC),
    FailingCall(name: "rename", errno: EIO), FailingCall(name: "fork", errno: EAGAIN),
    FailingCall(name: "pipe", errno: EMFILE), FailingCall(name: "eventfd", errno: EMFILE),
    FailingCall(name: "memfd", errno: ENFILE), FailingCall(name: "mmap", errno: ENOMEM),
    FailingCall(name: "malloc", errno: ENOMEM),
  ]

  /// The library that makes calls fail, which is built with the tests.
  private static var library: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("libfailing-calls.so").path
  }

  /// Runs the program with the calls of this name failing from number `first` on.
  ///
  /// - Returns: The run, the calls that were made, and how many of them failed.
  func run(
    _ arguments: [String], first: Int, isForGood: Bool, in folder: TemporaryFolder
  ) throws -> (run: Program.Run, callCount: UInt64, failureCount: UInt64) {
    let counts = try TemporaryFolder()
    let file = URL(fileURLWithPath: counts.path("counts"))
    try Data(count: 16).write(to: file)
    let plan = "\(name):\(first):\(isForGood ? 1 << 62 : 1):\(errno):\(file.path)"
    let run = try Program.run(
      arguments, in: folder, environment: ["LD_PRELOAD": Self.library, "FAILING_CALLS": plan])
    let bytes = try Data(contentsOf: file)
    let numbers = [0, 8].map { start in bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    return (run, numbers[0], numbers[1])
  }

  /// Calls `body` with the numbers of calls to begin failing at, until it says that none was left to fail.
  ///
  /// Each number, if WUBREMIX_SWEEP is set, as for a release; else ever fewer of them, which finds the same kinds of places.
  static func sweep(_ body: (Int) throws -> Bool) rethrows {
    let isThorough = ProcessInfo.processInfo.environment["WUBREMIX_SWEEP"] != nil
    var number = 0
    while try body(number) { number = isThorough ? number + 1 : max(number + 1, 2 * number) }
  }
}

extension FailingCall: CustomTestStringConvertible {
  var testDescription: String { name }
}
