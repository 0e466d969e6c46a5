import Foundation
import Testing

@testable import JobQueue

/// Processes at one store that are killed at any moment.
struct KilledProcessTests {
  private let folder: URL
  private var path: String { folder.appending(path: "jobs.sqlite").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "job-queue-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  @Test func `a job whose name was told is there, whenever the process that accepted it was killed`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var told: [JobID] = []
    for round in 0..<8 {
      let probe = try Probe("submit", path)
      try await Task.sleep(for: .milliseconds(150 + 37 * round))
      told += probe.killed().compactMap { JobID(String($0)) }
    }
    let store = try SQLiteJobStore(path: path)
    #expect(told.count > 8 && Set(told).count == told.count)
    for id in told { #expect(try await store.job(id)?.state == .queued) }
  }

  @Test func `each work is done once, however many runners are killed, and never by two at a time`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteJobStore(path: path)
    var jobs: [Job] = []
    for number in 0..<90 { jobs.append(try await store.submit(.song("s\(number)"), client: "", title: "")) }
    var lines: [(process: Int32, line: Substring)] = []
    var killed: Set<Int32> = []
    var probes = [try Probe("run", path), try Probe("run", path), try Probe("run", path)]
    for round in 0..<12 {
      try await Task.sleep(for: .milliseconds(60))
      let probe = probes[round % 3]
      lines += probe.killed().map { (probe.identifier, $0) }
      killed.insert(probe.identifier)
      probes[round % 3] = try Probe("run", path)
    }
    for probe in probes { lines += probe.ended().map { (probe.identifier, $0) } }
    for job in jobs { #expect(try await store.state(of: job) == .done) }
    #expect(try await store.counts() == [.done: 90])
    // Who began and did not end was killed; what was told to be done was done by nobody else.
    for number in 0..<90 {
      let done = lines.filter { $0.line == "done s\(number)" }
      #expect(done.count <= 1)
      for start in lines.filter({ $0.line == "start s\(number)" }) where start.process != done.first?.process {
        #expect(killed.contains(start.process))
      }
    }
    #expect(lines.count { $0.line.hasPrefix("start") } >= 90)
  }
}

/// A probe that runs, and what it prints.
private final class Probe {
  private let process = Process()
  private let output: URL

  var identifier: Int32 { process.processIdentifier }

  init(_ mode: String, _ path: String) throws {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    output = URL(filePath: path + "-\(UUID()).txt")
    try Data().write(to: output)
    process.executableURL = program.appending(path: "job-queue-probe")
    process.arguments = [mode, path]
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
  }

  /// Its lines until it was killed, which is now.
  func killed() -> [Substring] {
    kill(process.processIdentifier, SIGKILL)
    return ended()
  }

  /// Its lines when it has ended.
  func ended() -> [Substring] {
    process.waitUntilExit()
    return ((try? String(contentsOf: output, encoding: .utf8)) ?? "").split(separator: "\n")
  }
}
