import Foundation
import Testing

/// The lab's experiments, by way of the program; its figures are this machine's, but what they must be is not.
struct LabTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func reports(_ arguments: String...) throws -> [String: [String: Any]] {
    let run = try Program.run(["lab", "--quick", "--json"] + arguments, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let object = try JSONSerialization.jsonObject(with: run.output) as? [String: Any]
    let reports = try #require(object?["reports"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: reports.map { ($0["experiment"] as? String ?? "", $0) })
  }

  private func medians(_ report: [String: Any]?, table: Int) throws -> [String: Double] {
    let tables = try #require(report?["tables"] as? [[String: Any]])
    let rows = try #require(tables[table]["rows"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: rows.map { ($0["name"] as? String ?? "", ($0["values"] as? [Double])?.first ?? -1) })
  }

  @Test func `a counter is wrong without synchronisation, and right with a lock or an atomic step`() throws {
    let shares = try medians(reports("counter", "--workers", "4")["counter"], table: 1)
    // How many are lost is chance, but never is one counted that was not there.
    #expect(try #require(shares["read, add, write"]) <= 100)
    #expect(shares["the same under a lock"] == 100 && shares["one atomic step"] == 100)
  }

  @Test func `the deadlock is found, its place in the code is told, and the program's own log passes`() throws {
    let report = try reports("deadlock")["deadlock"]
    let findings = try #require(report?["findings"] as? [String])
    #expect(
      findings.contains { $0.contains("pthread_mutex_lock") } && findings.contains { $0.contains("ForkSafeLogHandler") }
    )
    let times = try medians(report, table: 0)
    #expect(try #require(times["a log that knows nothing of forks"]) > 2)
    #expect(try #require(times["this program's log"]) < 2)
  }

  @Test func `each way to share the rendering gives the same samples`() throws {
    let report = try reports("pool")["pool"]
    #expect((report?["findings"] as? [String])?.last == "All ways gave the same samples.")
    #expect((report?["tables"] as? [Any])?.count == 3)
    #expect(try medians(report, table: 0).count == 5)
  }

  @Test func `spawning, sending and scaling are told in figures and drawn`() throws {
    let run = try Program.run(["lab", "spawn", "transport", "--quick", "--plot", folder.path("lab.png")], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let text = String(decoding: run.output, as: UTF8.self)
    for word in ["spawn:", "pooled worker", "transport:", "16 MB, shared memory", "late"] {
      #expect(text.contains(word))
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("lab.png"))).starts(with: [0x89, 0x50]))
    let song = try Songs.second(in: folder)
    let scaling = try medians(reports("scaling", "--song", song, "-j", "1")["scaling"], table: 1)
    #expect(scaling["1 worker"] == 1 && scaling["2 workers"] != nil)
    #expect(Set(folder.names) == ["lab.png", "second.wav"])
  }

  @Test(arguments: ["0", "-1", "10000"])
  func `a number of workers that makes no sense is refused`(_ count: String) throws {
    let run = try Program.run(["lab", "counter", "--workers", count], in: folder)
    #expect(run.status == 64 && run.errors.contains("--workers must be from 1 to 256, not \(count)"))
  }

  @Test func `what is missing, no sound, or there already is told before anything is measured`() throws {
    let missing = try Program.run(["lab", "--song", folder.path("none.wav")], in: folder)
    #expect(missing.status == 66 && missing.complaints.count == 1)
    try Data("no sound".utf8).write(to: URL(fileURLWithPath: folder.path("text.wav")))
    for experiment in ["pool", "scaling"] {
      let text = try Program.run(["lab", experiment, "--song", folder.path("text.wav"), "--quick"], in: folder)
      #expect(text.status == 65 && text.complaints.count == 1, "\(text.errors)")
    }
    try Data("a picture".utf8).write(to: URL(fileURLWithPath: folder.path("taken.png")))
    let taken = try Program.run(["lab", "counter", "--plot", folder.path("taken.png")], in: folder)
    #expect(taken.status == 73 && taken.output.isEmpty && taken.complaints.count == 1)
    #expect(try Program.run(["lab", "counter", "--plot", folder.path("p.jpg")], in: folder).status == 64)
    let unknown = try Program.run(["lab", "warp"], in: folder)
    #expect(unknown.status == 64)
  }
}
