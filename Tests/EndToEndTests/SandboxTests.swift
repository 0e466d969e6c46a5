import Foundation
import Testing

/// What supervisors and workers cannot do any more, tried in a worker.
///
/// Each probe ends its worker with status 99 if it gets what it asks for. Without the sandbox all of them do, which
/// shows that they would tell.
@Suite(.serialized)
struct SandboxTests {
  private let folder: TemporaryFolder
  private let song: String

  init() throws {
    folder = try TemporaryFolder()
    song = try Songs.clicks(in: folder)
  }

  private func remix(_ arguments: [String]) throws -> Program.Run {
    try Program.run([song, "-o", "-", "-q", "--jobs", "2"] + arguments, in: folder)
  }

  @Test(arguments: ["probe-open", "probe-code"])
  func `files cannot be opened and memory cannot become code`(_ probe: String) throws {
    let undisturbed = try remix([]).output
    let inside = try remix(["--inject", probe])
    #expect(inside.status == 0 && inside.errors.isEmpty && inside.output == undisturbed, "\(inside.errors)")
    let outside = try remix(["--inject", probe, "--sandbox", "off"])
    #expect(outside.status == 0 && outside.errors.contains("exit status 99"), "\(outside.errors)")
  }

  @Test(arguments: ["probe-socket", "probe-exec", "probe-trace"])
  func `sockets, other programs and traced processes are the end of the worker`(_ probe: String) throws {
    let undisturbed = try remix([]).output
    let inside = try remix(["--inject", probe])
    #expect(inside.status == 0 && inside.output == undisturbed && inside.errors.contains("SIGSYS"), "\(inside.errors)")
    let outside = try remix(["--inject", probe, "--sandbox", "off"])
    #expect(outside.status == 0 && outside.errors.contains("exit status 99"), "\(outside.errors)")
  }

  @Test func `all that a job can make is made inside the strictest sandbox`() throws {
    let run = try Program.run(
      [
        song, "-o", folder.path("out.mp3"), "--sandbox", "strict", "--max-memory", "1", "--stems", folder.path("stems"),
        "--plot", folder.path("plot.png"), "--recipe", folder.path("recipe.json"), "-q",
      ], in: folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let analysis = try Program.run(
      [
        "analyze", song, "--json", folder.path("a.json"), "--click", folder.path("click.mp3"), "--plot",
        folder.path("a.png"), "--jams", folder.path("a.jams"), "--sandbox", "strict", "-q",
      ], in: folder)
    #expect(analysis.status == 0 && analysis.errors.isEmpty, "\(analysis.errors)")
  }

  @Test func `an ordinary user has the same sandbox`() throws {
    let run = try Program.run(
      ["-", "-o", "-", "-q", "--sandbox", "strict"], in: folder, input: song, asNobody: getuid() == 0)
    #expect(run.status == 0 && !run.output.isEmpty, "\(run.errors)")
  }

  @Test func `status tells what is in force`() throws {
    let running = try Program.start([song, "-o", "-", "-q", "--inject", "deadlock"], in: folder)
    var status = ""
    #expect(
      try eventually(within: 2) {
        status = String(
          decoding: try Program.run(["status", "\(running.identifier)"], in: folder).output, as: UTF8.self)
        return status.contains("render chunk 0")
      })
    #expect(status.contains("sandbox: limits, landlock, seccomp"), "\(status)")
    #expect(try running.finish().status == 0)
  }

  @Test func `explanations and dry runs tell what is in force`() throws {
    let cases = [([], "limits, landlock, seccomp"), (["--sandbox", "off"], "off")]
    for (options, level) in cases {
      for command in [["analyze", song, "--explain"], [song, "--dry-run"]] {
        let run = try Program.run(command + ["-q"] + options, in: folder)
        let line = String(decoding: run.output, as: UTF8.self).split(separator: "\n").first {
          $0.lowercased().hasPrefix("sandbox")
        }
        #expect(run.status == 0 && line?.contains(level) == true, "\(run.errors)")
      }
    }
  }
}
