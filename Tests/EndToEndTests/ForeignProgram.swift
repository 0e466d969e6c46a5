import Foundation

/// Programs that are not ours, as witnesses.
enum ForeignProgram {
  struct Failure: Error {
    let program: String
    let status: Int32
    let output: String
  }

  /// What `program` writes to standard output.
  static func data(_ program: String, _ arguments: [String]) throws -> Data {
    try launch(program, arguments, withErrors: false)
  }

  /// What `program` says on standard output and standard error.
  static func run(_ program: String, _ arguments: [String]) throws -> String {
    String(decoding: try launch(program, arguments, withErrors: true), as: UTF8.self)
  }

  private static func launch(_ program: String, _ arguments: [String], withErrors: Bool) throws -> Data {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = withErrors ? pipe : FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        program: program, status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
    }
    return data
  }
}
