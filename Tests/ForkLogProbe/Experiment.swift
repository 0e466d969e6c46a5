import CPosixShims
import Glibc
import LogBackend
import Logging

/// Forks children that log one record each, and counts what became of them.
struct Experiment {
  private let mode: Mode
  private let path = "/tmp/fork-log-probe.\(getpid()).log"
  private let sink: LogSink
  private let logger: Logger
  private let holder: LockHolder
  private let storm: Storm

  /// A child that has not logged by then hangs: writing one record takes well under a millisecond.
  private static let alarmSeconds: UInt32 = 2
  init(mode: Mode) throws {
    self.mode = mode
    let sink = try LogSink(appendingTo: path, forkSafety: mode.forkSafety)
    self.sink = sink
    logger = Logger(label: "probe") { ForkSafeLogHandler(label: $0, sink: sink) }
    holder = LockHolder(sink: sink)
    storm = Storm(logger: logger)
  }

  func run(forks: Int) throws -> Outcome {
    defer { unsafe unlink(path) }
    let start = seconds()
    logger.info("warm", metadata: ["kind": "parent"])
    if mode == .storm { storm.start() } else { holder.start() }
    var outcome = Outcome()
    for _ in 0..<forks {
      if mode == .storm {
        storm.during { forkOnce(&outcome) }
      } else {
        holder.whileHeld { forkOnce(&outcome) }
      }
    }
    outcome.seconds = seconds() - start
    outcome.recordsFound = try countChildRecords()
    return outcome
  }

  private func forkOnce(_ outcome: inout Outcome) {
    let child = mode == .rawclone ? forklog_raw_clone() : forklog_fork()
    if child == 0 {
      alarm(Self.alarmSeconds)
      LogContext.role = "child"
      logger.info("alive", metadata: ["kind": "child"])
      _exit(0)
    }
    guard child > 0 else { fail("fork failed: errno \(errno)") }
    var status: CInt = 0
    while unsafe waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { fail("waitpid failed: errno \(errno)") }
    }
    switch status {
    case 0: outcome.logged += 1
    // The low bits of a status are the signal that ended the process.
    case _ where status & 0x7F == SIGALRM: outcome.hung += 1
    default: outcome.crashed += 1
    }
  }

  /// Complete records of children in the file; one that is no whole line ends the probe.
  private func countChildRecords() throws -> Int {
    var count = 0
    guard let file = unsafe fopen(path, "r") else { fail("cannot read \(path)") }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 8192)
    while unsafe fgets(&line, CInt(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      let isChild = text.contains(" child[") && text.hasSuffix(": alive kind=child\n")
      let isParent = text.contains(" -[") && text.hasSuffix(" kind=parent\n")
      guard isChild || isParent else { fail("a torn record: \(text)") }
      if isChild { count += 1 }
    }
    return count
  }

  private func seconds() -> Double {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}

/// What became of the children.
struct Outcome: CustomStringConvertible {
  /// Ended by themselves after logging.
  var logged = 0
  /// Killed by their alarm.
  var hung = 0
  /// Ended in any other way.
  var crashed = 0
  /// Whole records of children in the log.
  var recordsFound = 0
  var seconds = 0.0

  var description: String {
    let wall = Double(Int(seconds * 1000)) / 1000
    return "logged=\(logged) hung=\(hung) crashed=\(crashed) records=\(recordsFound) seconds=\(wall)"
  }
}
