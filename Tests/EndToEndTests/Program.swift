import Foundation

/// The built program, run as a user would run it.
struct Program {
  /// What a finished run leaves.
  struct Run {
    let status: Int32
    let output: Data
    let errors: String

    /// Lines of standard error that say why the program failed.
    var complaints: [String] {
      errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("wubremix: ") }
    }
  }

  /// A run that is still going on.
  final class Running {
    let process: Process
    private let errors: URL
    private let output: URL

    init(process: Process, output: URL, errors: URL) {
      self.process = process
      self.output = output
      self.errors = errors
    }

    var identifier: Int32 { process.processIdentifier }

    /// Waits for the end.
    func finish() throws -> Run {
      process.waitUntilExit()
      // A shell's way of telling a signal.
      let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
      return Run(
        status: status, output: try Data(contentsOf: output),
        errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
  }

  /// The program under test: that of the environment, or the one that was built with the tests.
  static var path: String {
    if let path = ProcessInfo.processInfo.environment["WUBREMIX_PROGRAM"] { return path }
    return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("wubremix")
      .path
  }

  /// Runs the program to its end, with standard input from `input` and what it writes kept in `folder`.
  static func run(
    _ arguments: [String], in folder: TemporaryFolder, input: String? = nil, asNobody: Bool = false,
    environment: [String: String] = [:]
  ) throws -> Run {
    try start(arguments, in: folder, input: input, asNobody: asNobody, environment: environment).finish()
  }

  /// Starts the program without waiting for it.
  static func start(
    _ arguments: [String], in folder: TemporaryFolder, input: String? = nil, asNobody: Bool = false,
    environment: [String: String] = [:]
  ) throws -> Running {
    let process = Process()
    if asNobody {
      // A user whom permissions apply to, when the tests run as root.
      process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
      process.arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", path] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
    }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    let capture = try TemporaryFolder()
    folder.keep(capture)
    let output = URL(fileURLWithPath: capture.path("output"))
    let errors = URL(fileURLWithPath: capture.path("errors"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput =
      try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: $0)) } ?? FileHandle.nullDevice
    try process.run()
    return Running(process: process, output: output, errors: errors)
  }
}
