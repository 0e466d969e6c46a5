import Fixtures
import Foundation
import Testing

@Suite(.serialized)
struct MannersTests {
  @Test func `help documents the exit statuses and the version is one line`() throws {
    let folder = try TemporaryFolder()
    let help = try Program.run(["--help"], in: folder)
    #expect(help.status == 0)
    let text = String(decoding: help.output, as: UTF8.self)
    for status in ["64", "65", "66", "70", "73", "74", "130"] { #expect(text.contains("  \(status)")) }
    let version = try Program.run(["--version"], in: folder)
    #expect(version.status == 0 && version.output.split(separator: UInt8(ascii: "\n")).count == 1)
  }

  @Test(arguments: [
    [], ["song.wav"], ["song.wav", "-o", "x.mp3", "--jobs", "0"], ["song.wav", "-o", "x.mp3", "--jobs", "-1"],
    ["song.wav", "-o", "x.mp3", "--jobs", "10000"], ["song.wav", "-o", "x.mp3", "--bitrate", "191"],
    ["song.wav", "-o", "x.mp3", "--vbr", "10"], ["song.wav", "-o", "x.mp3", "--bitrate", "192", "--vbr", "2"],
    ["song.wav", "-o", "x.mp3", "--transport", "pigeon"], ["song.wav", "-o", "x.ogg"],
    ["song.wav", "-o", "x.wav", "--flac"], ["song.wav", "-o", "x.flac", "--wav", "--flac"],
    ["song.wav", "-o", "x.flac", "--bitrate", "128"], ["song.wav", "-o", "x", "--wav", "--vbr", "2"],
    ["song.wav", "-o", "x.mp3", "--seed", "-1"], ["song.wav", "-o", "x.mp3", "--nonsense"],
  ])
  func `wrong usage has status 64 and says what is wrong`(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(arguments, in: folder)
    #expect(run.status == 64)
    #expect(run.errors.contains("Error:"))
  }

  @Test func `a quiet run says nothing`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let run = try Program.run([song, "-o", folder.path("out.mp3"), "--quiet"], in: folder)
    #expect(run.status == 0 && run.errors.isEmpty && run.output.isEmpty)
  }

  @Test func `without a terminal progress is plain lines and the last is the summary`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let run = try Program.run([song, "-o", folder.path("out.mp3")], in: folder)
    #expect(!run.errors.contains("\r") && !run.errors.contains("\u{1B}"))
    let last = run.errors.split(separator: "\n").last.map(String.init) ?? ""
    for part in ["clicks.wav", "out.mp3", "BPM", "x real time", "%"] { #expect(last.contains(part)) }
  }

  @Test func `progress as JSON is one object a line, from progress to finished`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let run = try Program.run([song, "-o", folder.path("out.mp3"), "--progress", "json"], in: folder)
    struct Line: Codable {
      let event: String
      let percent: Int?
    }
    let lines = try run.errors.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    #expect(lines.last?.event == "finished" && lines.contains { $0.event == "analysed" })
    let percents = lines.compactMap(\.percent)
    #expect(zip(percents, percents.dropFirst()).allSatisfy { $0 <= $1 })
    let failed = try Program.run([folder.path("no.wav"), "-o", "-", "--progress", "json"], in: folder)
    #expect(failed.status == 66)
    let failure = try JSONDecoder().decode(Line.self, from: Data(failed.errors.utf8))
    #expect(failure.event == "failed")
  }

  @Test func `a dry run prints the arrangement and writes nothing`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let run = try Program.run([song, "-o", folder.path("out.mp3"), "--dry-run", "-q"], in: folder)
    #expect(run.status == 0 && folder.names == ["clicks.wav"])
    let plan = String(decoding: run.output, as: UTF8.self)
    for word in ["140", "intro", "drop", "ending", "192 kbit/s, in pieces"] { #expect(plan.contains(word)) }
    let average = try Program.run([song, "--dry-run", "-q", "--abr", "160"], in: folder)
    #expect(String(decoding: average.output, as: UTF8.self).contains("160 kbit/s on average, in order by one process"))
  }

  @Test func `another seed gives another remix, and the same seed the same`() throws {
    let folder = try TemporaryFolder()
    let remix = { (seed: String) in try Program.run([Songs.demo, "-o", "-", "-q", "--seed", seed], in: folder).output }
    let first = try remix("1")
    #expect(try remix("1") == first)
    #expect(try remix("2") != first)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions are there for each shell`(_ shell: String) throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(["--generate-completion-script", shell], in: folder)
    #expect(run.status == 0 && String(decoding: run.output, as: UTF8.self).contains("transport"))
  }

  @Test func `the log names every process by its role`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let log = folder.path("log")
    let run = try Program.run(
      [song, "-o", "-", "-q", "--jobs", "2", "--log", log, "--log-level", "debug", "--log-format", "json"], in: folder)
    #expect(run.status == 0)
    struct Record: Codable {
      let role: String
      let pid: Int
      let chunk: String?
      let job: String?
      let level: String
    }
    let records = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Record.self, from: Data($0.utf8))
    }
    let workers = records.filter { $0.role.hasPrefix("worker") }
    #expect(!workers.isEmpty && workers.allSatisfy { $0.chunk != nil && $0.job != nil })
  }
}
