import Foundation
import JobQueue
import Testing

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
      pause(milliseconds: 150 + 37 * round)
      told += probe.killed().compactMap { JobID(String($0)) }
    }
    let store = try SQLiteJobStore(path: path)
    #expect(try store.syncsEachCommit())
    #expect(told.count > 8 && Set(told).count == told.count)
    for id in told { #expect(try await store.job(id)?.state == .queued) }
  }

  @Test func `each work is done once, however many runners are killed, and never by two at a time`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteJobStore(path: path, limits: Self.patient)
    var jobs: [Job] = []
    for number in 0..<300 { jobs.append(try await store.submit(.song("s\(number)"), client: "", title: "")) }
    var runs: [Run] = []
    var probes = [try Probe("run", path), try Probe("run", path), try Probe("run", path)]
    for round in 0..<12 {
      pause(milliseconds: 50)
      let probe = probes[round % 3]
      // Waiting for its end takes longer than others need to go on with its work.
      let end = Run.now
      let lines = probe.killed()
      #expect(probe.wasKilled, "the works were done before all probes were killed")
      runs += Run.all(in: lines, endingAt: end)
      probes[round % 3] = try Probe("run", path)
    }
    for probe in probes {
      runs += Run.all(in: probe.ended(), endingAt: Run.now)
      #expect(probe.endedWell)
    }
    for job in jobs { #expect(try await store.state(of: job) == .done) }
    #expect(try await store.counts() == [.done: 300])
    for (song, runs) in Dictionary(grouping: runs, by: \.song) {
      #expect(runs.count(where: \.isDone) <= 1, "\(song)")
      let inOrder = runs.sorted { $0.start < $1.start }
      for (one, next) in zip(inOrder, inOrder.dropFirst()) { #expect(one.end <= next.start, "\(song)") }
    }
  }

  private static var patient: JobStoreLimits {
    var limits = JobStoreLimits()
    limits.waitingCount = .max
    return limits
  }

  /// From the time when a probe began a work to when it had done it, or was killed.
  private struct Run {
    let song: Substring
    let start: Double
    let end: Double
    let isDone: Bool

    static var now: Double {
      var time = timespec()
      unsafe clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func all(in lines: [Substring], endingAt end: Double) -> [Run] {
      let words = lines.map { $0.split(separator: " ") }
      return words.filter { $0[1] == "start" }.compactMap { start in
        let done = words.first { $0[1] == "done" && $0[2] == start[2] }
        guard let time = Double(start[0]) else { return nil }
        return Run(song: start[2], start: time, end: done.flatMap { Double($0[0]) } ?? end, isDone: done != nil)
      }
    }
  }
}

/// Lets time pass on this thread: a task that sleeps goes on when some test leaves it a thread, perhaps minutes later, and
/// until then the probes go on, too.
private func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1_000) }

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

  var wasKilled: Bool { process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL }
  var endedWell: Bool { process.terminationReason == .exit && process.terminationStatus == 0 }

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
