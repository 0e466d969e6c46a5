import Foundation
import Testing

/// Whole folders of songs.
@Suite(.serialized)
struct BatchTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Writes songs of a few seconds under these names.
  private func makeSongs(_ names: [String]) throws {
    for name in names {
      let path = folder.path(name)
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      _ = try Songs.clicks(in: folder, name: name)
    }
  }

  private func batch(_ arguments: [String]) throws -> Program.Run {
    try Program.run(["batch"] + arguments, in: folder)
  }

  private func start(_ arguments: [String]) throws -> Program.Running {
    try Program.start(["batch"] + arguments, in: folder)
  }

  /// The files under a folder, hidden ones included, from it on.
  private func files(in name: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: folder.path(name))?.allObjects as? [String] ?? []
    return found.filter { path in
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path(name) + "/" + path)
      return attributes?[.type] as? FileAttributeType != .typeDirectory
    }.sorted()
  }

  private func contents(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.path(name))) }

  private struct Report: Decodable {
    struct Song: Decodable {
      var input: String
      var status: String
      var reason: String?
      var exitStatus: Int32?
      var attempts: Int
      var beatsPerMinute: Double?
    }

    var done: Int
    var failed: Int
    var skipped: Int
    var pending: Int
    var songs: [Song]
  }

  private func report(in name: String = "out") throws -> Report {
    try JSONDecoder().decode(Report.self, from: try contents(name + "/report.json"))
  }

  @Test func `a tree of songs becomes a tree of the remixes that each would have alone`() throws {
    try makeSongs(["in/one.wav", "in/sub/two.wav", "in/sub/deep/three.wav"])
    let run = try batch([folder.path("in"), "-o", folder.path("out"), "--recursive"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(files(in: "out") == ["one.mp3", "report.json", "sub/deep/three.mp3", "sub/two.mp3"])
    #expect(run.errors.contains("3 done, 0 failed, 0 skipped"))
    let report = try report()
    #expect(report.done == 3 && report.songs.allSatisfy { $0.beatsPerMinute.map { abs($0 - 120) < 1 } == true })
    for (song, remix) in [("in/one.wav", "out/one.mp3"), ("in/sub/two.wav", "out/sub/two.mp3")] {
      let alone = try Program.run([folder.path(song), "-o", "-", "-q"], in: folder)
      // A stream's Info frame lacks the checksum of the music, which follows it.
      #expect(try contents(remix).suffix(50_000) == alone.output.suffix(50_000))
    }
  }

  @Test func `songs that fail leave the others untouched and are told in the report`() throws {
    try makeSongs(["in/a.wav", "in/z.wav"])
    try Data("not a song".utf8).write(to: URL(fileURLWithPath: folder.path("in/m.mp3")))
    try FileManager.default.createSymbolicLink(atPath: folder.path("in/n.wav"), withDestinationPath: "nowhere")
    unsafe mkfifo(folder.path("in/p.wav"), 0o600)
    let run = try batch([folder.path("in"), "-o", folder.path("out")])
    #expect(run.status == 1, "\(run.errors)")
    let report = try report()
    #expect(report.done == 2 && report.failed == 3 && report.pending == 0)
    #expect(report.songs.filter { $0.status == "failed" }.map(\.exitStatus) == [65, 66, 66])
    #expect(files(in: "out") == [".wubremix-journal", "a.mp3", "report.json", "z.mp3"])
  }

  @Test func `remixes that exist are skipped unless they are to be replaced`() throws {
    try makeSongs(["in/a.wav", "in/b.wav"])
    let arguments = [folder.path("in"), "-o", folder.path("out"), "-q"]
    #expect(try batch(arguments).status == 0)
    let first = try contents("out/a.mp3")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.path("out/a.mp3")))
    #expect(try batch(arguments).status == 0)
    #expect(try report().skipped == 2 && contents("out/a.mp3") == Data("mine".utf8))
    #expect(try batch(arguments + ["-y"]).status == 0)
    #expect(try report().done == 2 && contents("out/a.mp3") == first)
  }

  @Test func `a batch that is killed goes on where it was, with the same bytes`() throws {
    let names = (1...8).map { "in/s\($0).wav" }
    try makeSongs(names)
    #expect(try batch([folder.path("in"), "-o", folder.path("undisturbed"), "-q"]).status == 0)
    let arguments = [folder.path("in"), "-o", folder.path("out"), "-q", "--resume"]
    var kept: [String: Date] = [:]
    for _ in 0..<5 {
      let running = try start(arguments)
      let tree = ProcessTree(root: running.identifier)
      let before = files(in: "out").filter { $0.hasSuffix(".mp3") }.count
      _ = eventually(within: 10) { files(in: "out").filter { $0.hasSuffix(".mp3") }.count > before }
      let members = tree.all
      kill(running.identifier, SIGKILL)
      _ = try running.finish()
      #expect(eventually(within: 1) { members.allSatisfy { !ProcessTree.exists($0) } })
      #expect(files(in: "out").allSatisfy { $0.hasSuffix(".mp3") || $0 == ".wubremix-journal" })
      // What is there stays there: it is not made again.
      for (file, date) in kept { #expect(changeDate(file) == date, "\(file)") }
      for file in files(in: "out") where file.hasSuffix(".mp3") { kept[file] = changeDate(file) }
    }
    #expect(kept.count >= 5)
    #expect(try batch(arguments).status == 0)
    for (file, date) in kept { #expect(changeDate(file) == date, "\(file)") }
    for number in 1...8 { #expect(try contents("out/s\(number).mp3") == contents("undisturbed/s\(number).mp3")) }
    #expect(try report().done == 8)
    #expect(!files(in: "out").contains(".wubremix-journal"))
  }

  private func changeDate(_ file: String) -> Date? {
    try? FileManager.default.attributesOfItem(atPath: folder.path("out/" + file))[.modificationDate] as? Date
  }

  @Test func `a batch of other settings is not gone on with`() throws {
    try makeSongs(["in/a.wav"])
    try Data("not a song".utf8).write(to: URL(fileURLWithPath: folder.path("in/m.mp3")))
    let arguments = [folder.path("in"), "-o", folder.path("out"), "-q"]
    #expect(try batch(arguments).status == 1)
    let run = try batch(arguments + ["--resume", "--style", "chill"])
    #expect(run.status == 64 && run.complaints.count == 1 && run.errors.contains("other settings"))
    #expect(try batch(arguments + ["--resume"]).status == 1)
    #expect(try report().done == 1)
  }

  @Test func `a terminated batch finishes the songs in work, and goes on later`() throws {
    try makeSongs((1...6).map { "in/s\($0).wav" })
    let arguments = [folder.path("in"), "-o", folder.path("out"), "--jobs", "2"]
    let running = try start(arguments)
    let tree = ProcessTree(root: running.identifier)
    #expect(eventually(within: 10) { tree.supervisors.count == 2 })
    kill(running.identifier, SIGTERM)
    let run = try running.finish()
    #expect(run.status == 143 && run.complaints.last?.contains("--resume") == true, "\(run.errors)")
    let report = try report()
    #expect(report.failed == 0 && report.done >= 2 && report.pending == 6 - report.done)
    #expect(files(in: "out").filter { $0.hasSuffix(".mp3") }.count == report.done)
    #expect(try batch(arguments + ["--resume"]).status == 0)
    #expect(try self.report().done == 6)
  }

  @Test(arguments: [[SIGINT], [SIGTERM, SIGTERM], [SIGTERM, SIGINT]])
  func `an interrupt, or a second signal, ends a batch at once`(_ signals: [Int32]) throws {
    try makeSongs((1...6).map { "in/s\($0).wav" })
    let running = try start([folder.path("in"), "-o", folder.path("out"), "-q", "--jobs", "2"])
    let tree = ProcessTree(root: running.identifier)
    #expect(eventually(within: 10) { tree.supervisors.count == 2 })
    let members = tree.all
    let moment = Date()
    for signal in signals {
      kill(running.identifier, signal)
      usleep(20_000)
    }
    let run = try running.finish()
    #expect(run.status == 128 + signals[signals.count - 1] && Date().timeIntervalSince(moment) < 1, "\(run.errors)")
    #expect(members.allSatisfy { !ProcessTree.exists($0) })
    #expect(files(in: "out").allSatisfy { $0.hasSuffix(".mp3") || [".wubremix-journal", "report.json"].contains($0) })
  }

  @Test func `a lost supervisor costs its song an attempt and the others nothing`() throws {
    try makeSongs((1...4).map { "in/s\($0).wav" })
    #expect(try batch([folder.path("in"), "-o", folder.path("undisturbed"), "-q"]).status == 0)
    let running = try start(
      [folder.path("in"), "-o", folder.path("out"), "-q", "--jobs", "2", "--log-level", "critical"])
    let tree = ProcessTree(root: running.identifier)
    #expect(eventually(within: 10) { tree.supervisors.count == 2 })
    for supervisor in tree.supervisors { kill(supervisor, SIGKILL) }
    let run = try running.finish()
    #expect(run.status == 0, "\(run.errors)")
    for number in 1...4 { #expect(try contents("out/s\(number).mp3") == contents("undisturbed/s\(number).mp3")) }
  }

  @Test func `a song that is written to while it is read is tried again, then failed`() throws {
    try makeSongs(["in/a.wav", "in/b.wav"])
    let path = folder.path("in/b.wav")
    let running = try start([folder.path("in"), "-o", folder.path("out"), "--retries", "2"])
    // As long as the program runs, so that no attempt sees the file at rest.
    while running.process.isRunning {
      unsafe utimes(path, nil)
      usleep(1_000)
    }
    let run = try running.finish()
    #expect(run.status == 1, "\(run.errors)")
    let song = try #require(try report().songs.first { $0.input.hasSuffix("b.wav") })
    #expect(song.status == "failed" && song.attempts == 3 && song.reason?.contains("written to") == true)
    #expect(try report().done == 1)
    #expect(!files(in: "out").contains("b.mp3"))
  }

  @Test func `the output folder may lie in that of the songs, but not be it`() throws {
    try makeSongs(["in/a.wav"])
    let arguments = [folder.path("in"), "-o", folder.path("in/out"), "-r", "-q"]
    #expect(try batch(arguments).status == 0)
    #expect(try batch(arguments + ["-y"]).status == 0)
    #expect(files(in: "in") == ["a.wav", "out/a.mp3", "out/report.json"])
    let run = try batch([folder.path("in"), "-o", folder.path("in/."), "-q"])
    #expect(run.status == 64 && run.complaints.count == 1)
  }

  @Test func `names, kinds and places are as asked`() throws {
    try makeSongs(["in/a.wav"])
    let run = try batch([
      folder.path("in/*.wav"), "-o", folder.path("out"), "-q", "--flac", "--name", "{number} {name} {style}",
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(files(in: "out") == ["1 a dubstep.flac", "report.json"])
  }

  @Test func `what cannot be begun is told in a line`() throws {
    try makeSongs(["in/a.wav"])
    try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: true)
    let cases: [([String], Int32)] = [
      ([folder.path("empty"), "-o", folder.path("out")], 66),
      ([folder.path("in"), "-o", folder.path("in/a.wav")], 73),
      ([folder.path("in"), "-o", folder.path("no/such/place")], 73),
      ([folder.path("in"), "-o", folder.path("out"), "--samples", folder.path("nowhere")], 66),
      ([folder.path("in"), "-o", folder.path("out"), "--style", "nonsense"], 64),
    ]
    for (arguments, status) in cases {
      let run = try batch(arguments)
      #expect(run.status == status && run.complaints.count == 1, "\(arguments): \(run.status) \(run.errors)")
      #expect(folder.names == ["empty", "in"])
    }
    for arguments in [["-", "-o", "out"], ["in", "-o", "-"], ["in", "-o", "out", "--name", "same"]] {
      #expect(try batch(arguments).status == 64)
    }
  }
}
