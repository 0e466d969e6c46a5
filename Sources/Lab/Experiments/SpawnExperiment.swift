import CPosixShims
import Glibc
import Processes
import SharedMemory
import Supervision
import SystemPackage

/// What it costs to start something that does nothing, and to wait for its end, beside handing it to a worker that is there.
struct SpawnExperiment {
  let settings: LabSettings

  private static let sizes = [10, 500, 2_000]
  private static let names = [
    "thread", "fork", "fork, checked and watched", "posix_spawn of /bin/true", "pooled worker",
  ]

  func report() throws(LabFailure) -> LabReport {
    var tables: [LabTable] = []
    var findings: [String] = []
    for size in settings.isQuick ? [Self.sizes[0]] : Self.sizes {
      guard size << 20 < MachineFacts.availableBytes * 2 / 3 else {
        findings.append("A process of \(size) MB was left out: there is not enough memory for it.")
        continue
      }
      let outcome = try measured(megabytes: size)
      let rows = zip(Self.names, outcome.rounds.microseconds).map { LabTable.Row($0, $1) }
      tables.append(
        LabTable(
          title: "a process of \(outcome.residentMegabytes) MB", unit: "µs", columns: LabTable.spreadColumns, rows: rows
        ))
      let fork = rows[1].median / rows[0].median
      findings.append(
        "With \(outcome.residentMegabytes) MB, a fork takes \(significant(rows[1].median)) µs, \(significant(fork)) times as "
          + "long as a thread; a worker that is there answers after \(significant(rows[4].median)) µs.")
    }
    return LabReport(
      experiment: "spawn", question: "what does it cost to start a process or thread and to wait for its end?",
      claim: "a fork takes 600 µs, 3.5 times as long as a thread", tables: tables, findings: findings)
  }

  private struct Outcome: Codable {
    let residentMegabytes: Int
    let rounds: Rounds
  }

  private func measured(megabytes: Int) throws(LabFailure) -> Outcome {
    let count = settings.repetitions(400)
    return try inOwnProcess {
      let missing = max(megabytes << 20 - MachineFacts.residentBytes, 0)
      // Written to, so that it is there.
      let memory = [UInt8](repeating: 1, count: missing)
      let worker = try IdleWorker()
      let outcome = try Outcome(
        residentMegabytes: MachineFacts.residentBytes >> 20,
        rounds: Rounds(
          count, limitSeconds: 20,
          [
            { seconds { PosixThread.run(1) { _ in } } }, { try forkedSeconds() },
            { try seconds { _ = try ChildProcess.fork(named: "lab") { 0 }.ending() } }, { try spawnedSeconds() },
            { try seconds { try worker.answer() } },
          ]))
      worker.dismiss()
      return withExtendedLifetime(memory) { outcome }
    }
  }
}

/// A bare fork.
private func forkedSeconds() throws -> Double {
  try seconds {
    let child = shim_fork()
    if child == 0 { _exit(0) }
    guard child > 0 else { throw SystemCallError(call: "fork") }
    waitpid(child, nil, 0)
  }
}

/// A program that does nothing.
private func spawnedSeconds() throws -> Double {
  try seconds {
    var child = pid_t()
    let path = "/bin/true"
    let code = unsafe path.withCString { name in
      var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [UnsafeMutablePointer(mutating: name), nil]
      return unsafe posix_spawn(&child, name, nil, nil, &arguments, environ)
    }
    guard code == 0 else { throw SystemCallError(call: "posix_spawn of /bin/true", errno: Errno(rawValue: code)) }
    waitpid(child, nil, 0)
  }
}

/// A pool of one, for tasks without work.
private final class IdleWorker {
  private let pool: WorkerPool
  private var taskCount: UInt64 = 0

  init() throws {
    let board = try SharedValue(named: "lab-board", ProcessBoard(title: "", workerCount: 1))
    pool = try WorkerPool(workerCount: 1, transport: .shm, board: board, keptDescriptors: []) { _ in
      { _ in Publication(length: 0, checksum: 0) }
    }
  }

  func answer() throws {
    taskCount += 1
    pool.submit(WorkerTask(id: taskCount, kind: 0, chunk: 0))
    while try pool.finished(timeoutMilliseconds: 1_000).isEmpty {}
  }

  func dismiss() {
    pool.dismiss()
    pool.retire()
  }
}
