import Foundation
import Testing

/// Workers that hang or crash, each told by the log with the place in the code, and the job none the worse for it.
@Suite(.serialized)
struct StuckWorkerTests {
  private let folder: TemporaryFolder
  private let song: String

  init() throws {
    folder = try TemporaryFolder()
    song = try Songs.clicks(in: folder)
  }

  private func remix(_ arguments: [String] = []) throws -> Program.Run {
    try Program.run([song, "-o", "-", "-q", "--jobs", "2"] + arguments, in: folder)
  }

  @Test(arguments: [
    ("spin", "is spinning", "injectedSpin"), ("deadlock", "is blocked", "pthread_mutex_lock"),
    ("crash", "SIGSEGV", "injectedCrash"),
  ])
  func `a worker that hangs or crashes is found, told with its stack, and replaced`(
    _ fault: String, _ verdict: String, _ place: String
  ) throws {
    let undisturbed = try remix().output
    let start = Date()
    let run = try remix(["--inject", fault])
    #expect(run.status == 0 && run.output == undisturbed)
    let records = run.errors.split(separator: "\n").filter { $0.contains("worker") }
    #expect(records.count == 1, "\(run.errors)")
    #expect(run.errors.contains("rendering, chunk 0") && run.errors.contains(verdict) && run.errors.contains(place))
    #expect(Date().timeIntervalSince(start) < 15)
  }

  @Test func `a chunk that ends three workers ends its job, with the signal and the place`() throws {
    let run = try Program.run([song, "-o", folder.path("out.mp3"), "-q", "--inject", "poison"], in: folder)
    #expect(run.status == 70 && run.complaints.count == 1)
    let complaint = try #require(run.complaints.first)
    for word in ["chunk 0", "rendering", "SIGSEGV", "injectedCrash"] {
      #expect(complaint.contains(word), "\(complaint)")
    }
    #expect(folder.names == ["clicks.wav"])
  }

  @Test func `a worker that wants too much memory ends its job at once, and the limit is named`() throws {
    let run = try Program.run(
      [song, "-o", folder.path("out.mp3"), "-q", "--inject", "hoard", "--max-worker-memory", "100"], in: folder)
    #expect(run.status == 70 && run.complaints.count == 1)
    let complaint = try #require(run.complaints.first)
    #expect(complaint.contains("memory limit") && complaint.contains("--max-worker-memory 100"), "\(complaint)")
    #expect(run.errors.split(separator: "\n").filter { $0.contains("ended: SIG") }.count == 1, "\(run.errors)")
    #expect(folder.names == ["clicks.wav"])
  }

  @Test func `an honest remix needs far less than the usual memory of a worker`() throws {
    let run = try Program.run([Songs.demo, "-o", "-", "--max-worker-memory", "128"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func `a supervisor that is stopped is replaced`() throws {
    let undisturbed = try remix().output
    let running = try Program.start(
      [song, "-o", "-", "-q", "--jobs", "2", "--log-level", "warning"], in: folder)
    let tree = ProcessTree(root: running.identifier)
    #expect(eventually(within: 10) { !tree.workers.isEmpty })
    if let supervisor = tree.supervisor { kill(supervisor, SIGSTOP) }
    let run = try running.finish()
    #expect(run.status == 0 && run.output == undisturbed && run.errors.contains("the supervisor"), "\(run.errors)")
    #expect(run.errors.contains("is stopped"))
  }

  @Test func `status tells of a running job, takes the stacks of all its processes and does it no harm`() throws {
    let undisturbed = try remix().output
    let running = try Program.start([song, "-o", "-", "-q", "--jobs", "2", "--inject", "deadlock"], in: folder)
    let tree = ProcessTree(root: running.identifier)
    #expect(eventually(within: 10) { tree.workers.count == 2 })
    var status = ""
    // The deadlock comes when the song was heard.
    #expect(
      try eventually(within: 2) {
        status = String(
          decoding: try Program.run(["status", "\(running.identifier)", "--stacks"], in: folder).output, as: UTF8.self)
        return status.contains("render chunk 0")
      })
    for word in ["clicks.wav: rendering", "controller", "supervisor", "worker 0", "worker 1", "pthread_mutex_lock"] {
      #expect(status.contains(word), "\(status)")
    }
    let worker = try #require(tree.workers.first)
    let json = try Program.run(["status", "\(worker)", "--json"], in: folder).output
    let document = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    let jobs = try #require(document["jobs"] as? [[String: Any]])
    let processes = try #require(jobs.first?["processes"] as? [[String: Any]])
    #expect(jobs.count == 1 && processes.count == 4)
    #expect(processes.allSatisfy { $0["stack"] == nil && $0["cpuPercent"] is Double })
    let run = try running.finish()
    #expect(run.status == 0 && run.output == undisturbed)
  }

  @Test func `status refuses processes that are no jobs`() throws {
    let run = try Program.run(["status", "1"], in: folder)
    #expect(run.status == 66 && run.complaints.count == 1 && run.output.isEmpty)
    #expect(try Program.run(["status", "0"], in: folder).status == 64)
    #expect(try Program.run(["status", "--all", "5"], in: folder).status == 64)
  }
}
