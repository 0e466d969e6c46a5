import Foundation
import Testing

@Suite(.serialized)
struct FaultTests {
  @Test(arguments: ["shm", "pipe"])
  func `killing any worker at any moment changes nothing`(_ transport: String) throws {
    let folder = try TemporaryFolder()
    let arguments = [Songs.demo, "-o", "-", "-q", "--jobs", "2", "--transport", transport]
    let undisturbed = try Program.run(arguments, in: folder).output
    var kills = 0
    for round in 0..<12 {
      let running = try Program.start(arguments, in: folder)
      let tree = ProcessTree(root: running.identifier)
      // Each round strikes later in the job, so that every stage is hit.
      usleep(UInt32(20_000 + round * 120_000))
      if let victim = tree.workers.randomElement() {
        kill(victim, SIGKILL)
        kills += 1
      }
      let run = try running.finish()
      #expect(run.status == 0 && run.output == undisturbed, "round \(round): \(run.errors)")
    }
    #expect(kills >= 6)
  }

  @Test func `a worker that is stopped is replaced`() throws {
    let folder = try TemporaryFolder()
    let arguments = [Songs.demo, "-o", "-", "-q", "--jobs", "2", "--max-chunk-seconds", "1"]
    let undisturbed = try Program.run(arguments, in: folder).output
    let running = try Program.start(arguments, in: folder)
    let tree = ProcessTree(root: running.identifier)
    #expect(eventually(within: 10) { !tree.workers.isEmpty })
    if let victim = tree.workers.first { kill(victim, SIGSTOP) }
    let run = try running.finish()
    #expect(run.status == 0 && run.output == undisturbed, "\(run.errors)")
  }

  @Test func `killing all of many workers at once is survived`() throws {
    let folder = try TemporaryFolder()
    let arguments = [Songs.demo, "-o", "-", "-q", "--jobs", "16"]
    let undisturbed = try Program.run(arguments, in: folder).output
    let running = try Program.start(arguments, in: folder)
    let tree = ProcessTree(root: running.identifier)
    #expect(eventually(within: 10) { tree.workers.count == 16 })
    for worker in tree.workers { kill(worker, SIGKILL) }
    let run = try running.finish()
    #expect(run.status == 0 && run.output == undisturbed, "\(run.errors)")
  }

  @Test func `killing the supervisor starts the job again`() throws {
    let folder = try TemporaryFolder()
    let arguments = [Songs.demo, "-o", "-", "-q", "--jobs", "2", "--log-level", "critical"]
    let undisturbed = try Program.run(arguments, in: folder).output
    let running = try Program.start(arguments, in: folder)
    let tree = ProcessTree(root: running.identifier)
    #expect(eventually(within: 10) { !tree.workers.isEmpty })
    let before = tree.workers
    if let supervisor = tree.supervisor { kill(supervisor, SIGKILL) }
    #expect(eventually(within: 1) { before.allSatisfy { !ProcessTree.exists($0) } }, "workers outlive their supervisor")
    let run = try running.finish()
    #expect(run.status == 0 && run.output == undisturbed)
  }

  @Test func `a supervisor that is lost again and again fails the job with status 70`() throws {
    let folder = try TemporaryFolder()
    let running = try Program.start(
      [Songs.demo, "-o", folder.path("out.mp3"), "-q", "--log-level", "critical"], in: folder)
    let tree = ProcessTree(root: running.identifier)
    var killed: Set<Int32> = []
    while running.process.isRunning {
      if let supervisor = tree.supervisor, killed.insert(supervisor).inserted { kill(supervisor, SIGKILL) }
      usleep(1_000)
    }
    let run = try running.finish()
    #expect(run.status == 70 && run.complaints.count == 1 && run.errors.contains("SIGKILL"), "\(run.errors)")
    #expect(folder.names.isEmpty)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal ends the whole tree within a second and leaves nothing behind`(_ signal: Int32) throws {
    let folder = try TemporaryFolder()
    for delay in [20_000, 300_000, 900_000] {
      let running = try Program.start([Songs.demo, "-o", folder.path("out.mp3"), "-q", "--jobs", "3"], in: folder)
      let tree = ProcessTree(root: running.identifier)
      #expect(eventually(within: 10) { tree.supervisor != nil })
      usleep(UInt32(delay))
      let members = tree.descendants
      let start = Date()
      kill(running.identifier, signal)
      let run = try running.finish()
      #expect(run.status == 128 + signal && Date().timeIntervalSince(start) < 1)
      #expect(members.allSatisfy { !ProcessTree.exists($0) })
      #expect(folder.names.isEmpty)
    }
  }

  @Test(arguments: [
    ([SIGTERM], "30", 0), ([SIGTERM, SIGTERM], "30", 143), ([SIGTERM, SIGINT], "30", 130), ([SIGTERM], "0.3", 143),
  ])
  func `SIGTERM waits for as long as it is told to, and only the first`(
    _ signals: [Int32], seconds: String, status: Int32
  ) throws {
    let folder = try TemporaryFolder()
    let running = try Program.start(
      [Songs.demo, "-o", folder.path("out.mp3"), "-q", "--drain-seconds", seconds], in: folder)
    let tree = ProcessTree(root: running.identifier)
    #expect(eventually(within: 10) { !tree.workers.isEmpty })
    // Held up, so that it is surely not done when the signals come.
    if status != 0 { for worker in tree.workers { kill(worker, SIGSTOP) } }
    for signal in signals {
      kill(running.identifier, signal)
      usleep(100_000)
    }
    let run = try running.finish()
    #expect(run.status == status, "\(run.errors)")
    #expect(folder.names == (status == 0 ? ["out.mp3"] : []))
  }

  @Test func `nothing outlives a controller that is killed`() throws {
    let folder = try TemporaryFolder()
    let out = folder.path("out.mp3")
    #expect(try Program.run([Songs.demo, "-o", out, "-q", "--jobs", "3"], in: folder).status == 0)
    let undisturbed = try Data(contentsOf: URL(fileURLWithPath: out))
    try FileManager.default.removeItem(atPath: out)
    for delay in [50_000, 500_000, 1_000_000] {
      let running = try Program.start([Songs.demo, "-o", folder.path("out.mp3"), "-q", "--jobs", "3"], in: folder)
      let tree = ProcessTree(root: running.identifier)
      #expect(eventually(within: 10) { tree.workers.count == 3 })
      usleep(UInt32(delay))
      let members = tree.descendants
      kill(running.identifier, SIGKILL)
      _ = try running.finish()
      #expect(eventually(within: 1) { members.allSatisfy { !ProcessTree.exists($0) } })
      // A fast machine may have been done.
      if folder.names == ["out.mp3"] {
        #expect(try Data(contentsOf: URL(fileURLWithPath: out)) == undisturbed)
        try FileManager.default.removeItem(atPath: out)
      }
      #expect(folder.names.isEmpty)
    }
  }
}
