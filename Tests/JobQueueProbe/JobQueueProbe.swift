import Glibc
import JobQueue

/// One of several processes at one store, for tests that kill it.
///
///     job-queue-probe submit STORE     submits a job after the other, and prints the name of each that was accepted
///     job-queue-probe run STORE        runs jobs until none is left: prints when, and "start SONG" or "done SONG"
@main
struct JobQueueProbe {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, ["submit", "run"].contains(arguments[1]) else {
      print("usage: job-queue-probe submit|run STORE")
      exit(2)
    }
    var limits = JobStoreLimits()
    limits.waitingCount = .max
    limits.lossCount = .max
    let store = try SQLiteJobStore(path: arguments[2], limits: limits)
    if arguments[1] == "submit" {
      try await submitForEver(to: store)
    } else {
      try await runAll(of: store)
    }
  }

  private static func submitForEver(to store: SQLiteJobStore) async throws {
    while true {
      let job = try await store.submit(
        Work(song: JobID().description, recipe: ""), client: "probe", title: "")
      say(job.id.description)
    }
  }

  private static func runAll(of store: SQLiteJobStore) async throws {
    guard let own = Runner(process: getpid()) else { return }
    while true {
      _ = try await store.reclaim { $0.isGone }
      guard let lease = try await store.take(by: own) else {
        // Somebody else may still be at the last ones, and be lost over them.
        if try await store.counts()[.running] == nil { return }
        usleep(10_000)
        continue
      }
      note("start \(lease.work.song)")
      usleep(5_000)
      try await store.finish(lease, result: "\(own.processID)")
      note("done \(lease.work.song)")
    }
  }

  /// With the time, in seconds of the monotonic clock.
  private static func note(_ line: String) {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    say("\(Double(time.tv_sec) + Double(time.tv_nsec) / 1e9) \(line)")
  }

  /// In one piece, so that a line is there whole or not at all.
  private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}
