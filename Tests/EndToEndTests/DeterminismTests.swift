import Foundation
import Testing

@Suite(.serialized)
struct DeterminismTests {
  @Test(arguments: ["mp3", "flac"])
  func `sound that is kept in a file gives the same bytes, and leaves no file`(_ ending: String) throws {
    let folder = try TemporaryFolder()
    var results: [Data] = []
    for memory in ["1000", "1"] {
      let output = folder.path("\(memory).\(ending)")
      let run = try Program.run(
        [Songs.demo, "-o", output, "-q", "--jobs", "2", "--max-memory", memory], in: folder,
        environment: ["TMPDIR": folder.url.path])
      #expect(run.status == 0, "\(run.errors)")
      results.append(try Data(contentsOf: URL(fileURLWithPath: output)))
    }
    #expect((results[0] == results[1]) == true)
    #expect(folder.names == ["1.\(ending)", "1000.\(ending)"])
  }

  @Test func `sound that has no place at all is refused, with what to do`() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      [Songs.demo, "-o", folder.path("out.mp3"), "-q", "--max-memory", "1"], in: folder,
      environment: ["TMPDIR": folder.path("missing")])
    #expect(run.status == 70 && run.complaints.count == 1 && run.errors.contains("TMPDIR"), "\(run.errors)")
    #expect(folder.names.isEmpty)
  }

  @Test func `the same song gives the same bytes for any number of workers and either transport`() throws {
    let folder = try TemporaryFolder()
    let remix = { (jobs: String, transport: String) throws -> Data in
      let run = try Program.run(
        [Songs.demo, "-o", "-", "-q", "--jobs", jobs, "--transport", transport], in: folder)
      #expect(run.status == 0)
      return run.output
    }
    let first = try remix("1", "shm")
    #expect(first.count > 100_000)
    for jobs in ["1", "2", "7"] {
      for transport in ["shm", "pipe"] where jobs != "1" || transport != "shm" {
        #expect(try remix(jobs, transport) == first, "\(jobs) workers over \(transport)")
      }
    }
  }

  /// The demo as it is, with damage where its second half begins, and as a decoder has it that does not turn exactly.
  private func demo(_ kind: String, in folder: TemporaryFolder) throws -> String {
    if kind == "whole" { return Songs.demo }
    let path = folder.path("\(kind).mp3")
    if kind == "faint" {
      _ = try ForeignProgram.run("lame", ["--quiet", "-m", "m", "-b", "32", "--resample", "44.1", Songs.demo, path])
      return path
    }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: Songs.demo))
    let middle = bytes.count * 9 / 20..<bytes.count * 11 / 20
    bytes.replaceSubrange(middle, with: Data(count: middle.count))
    try bytes.write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test(arguments: [("whole", true), ("damaged", false), ("faint", false)])
  func `a song is heard as it is whether its parts are decoded apart or in order`(
    kind: String, areDecodedApart: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let song = try demo(kind, in: folder)
    let runs = try [[], ["--inject", "misfit"]].map { fault in
      try Program.run(["analyze", song, "-q", "--jobs", "2", "--log-level", "debug"] + fault, in: folder)
    }
    #expect(runs[0].status == 0 && runs[0].output.count > 10_000)
    #expect((runs[0].output == runs[1].output) == true)
    #expect(runs[0].errors.contains("do not fit together") != areDecodedApart)
    #expect(runs[1].errors.contains("do not fit together"))
  }

  @Test func `the same song gives the same analysis for any number of workers`() throws {
    let folder = try TemporaryFolder()
    let analyses = try ["1", "2", "7"].map {
      try Program.run(["analyze", Songs.demo, "-q", "--jobs", $0], in: folder).output
    }
    #expect(analyses[0] == analyses[1] && analyses[1] == analyses[2])
  }
}
