import Foundation
import Testing

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

  /// The integrated loudness in LUFS and the true peak in dBTP that ffmpeg hears in a file.
  static func loudnessAndTruePeak(of path: String) throws -> (loudness: Double, peak: Double) {
    let report = try run(
      "ffmpeg", ["-nostats", "-hide_banner", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-"])
    let summary = report.components(separatedBy: "Summary:").last ?? ""
    func number(after word: String) -> Double? {
      summary.range(of: word).flatMap { Double(summary[$0.upperBound...].split(separator: " ").first ?? "") }
    }
    return (try #require(number(after: "I:")), try #require(number(after: "Peak:")))
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
