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

  @Test func `the same song gives the same analysis for any number of workers`() throws {
    let folder = try TemporaryFolder()
    let analyses = try ["1", "2", "7"].map {
      try Program.run(["analyze", Songs.demo, "-q", "--jobs", $0], in: folder).output
    }
    #expect(analyses[0] == analyses[1] && analyses[1] == analyses[2])
  }
}
