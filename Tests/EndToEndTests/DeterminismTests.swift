import Foundation
import Testing

@Suite(.serialized)
struct DeterminismTests {
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
