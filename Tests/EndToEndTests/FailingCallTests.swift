import Foundation
import Testing

/// Every call to the system that can fail does, once and for good: each time the remix is right, or there is none and one
/// line says why.
struct FailingCallTests {
  private let folder: TemporaryFolder
  private let song: String

  init() throws {
    folder = try TemporaryFolder()
    song = try Songs.second(in: folder)
  }

  @Test(arguments: FailingCall.all, [false, true])
  func `a call that fails leaves the right remix, or none and a word`(_ call: FailingCall, _ isForGood: Bool) throws {
    let out = folder.path("out.mp3")
    let arguments = [song, "-o", out, "-q", "--jobs", "2", "--log-level", "critical"]
    #expect(try Program.run(arguments, in: folder).status == 0)
    let undisturbed = try Data(contentsOf: URL(fileURLWithPath: out))
    var touched = 0
    try FailingCall.sweep { number in
      try? FileManager.default.removeItem(atPath: out)
      let (run, _, failures) = try call.run(arguments, first: number, isForGood: isForGood, in: folder)
      let context: Comment = "\(call.name) \(number): \(run.status) \(run.errors)"
      if run.status == 0 {
        #expect(try Data(contentsOf: URL(fileURLWithPath: out)) == undisturbed, context)
        #expect(folder.names == ["out.mp3", "second.wav"], context)
      } else {
        #expect([66, 70, 73, 74].contains(run.status) && run.complaints.count == 1, context)
        #expect(run.errors.split(separator: "\n").count == 1 && folder.names == ["second.wav"], context)
      }
      touched += failures > 0 ? 1 : 0
      return failures > 0
    }
    #expect(touched > 0)
  }

  @Test func `a file that is written on the way to the remix is named if that fails`() throws {
    let write = FailingCall(name: "write", errno: ENOSPC)
    let arguments = [
      song, "-o", folder.path("out.mp3"), "--stems", folder.path("stems"), "-q", "--log-level", "critical",
    ]
    var complaint = ""
    var number = 0
    while !complaint.contains("plan.json"), number < 60 {
      complaint = try write.run(arguments + ["-y"], first: number, isForGood: false, in: folder).run.errors
      number += 1
    }
    #expect(complaint.contains("writing \(folder.path("stems/plan.json")) failed"), "\(complaint)")
  }

  @Test(arguments: [24, -24, 24 * 365 * 100])
  func `a clock that is set while a remix is made changes nothing but the log`(_ hours: Int32) throws {
    let (out, log) = (folder.path("out.mp3"), folder.path("log"))
    let arguments = [song, "-o", out, "-q", "-y", "--jobs", "2", "--log", log, "--log-level", "debug"]
    #expect(try Program.run(arguments, in: folder).status == 0)
    let undisturbed = try Data(contentsOf: URL(fileURLWithPath: out))
    for first in [0, 2, 4] {
      let clock = FailingCall(name: "clock", errno: hours)
      let (run, _, jumps) = try clock.run(arguments, first: first, isForGood: true, in: folder)
      #expect(run.status == 0 && jumps > 0, "\(run.errors)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: out)) == undisturbed)
    }
    let days = Set(try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map { $0.prefix(10) })
    #expect(days.count > 1)
  }

  @Test(arguments: FailingCall.all.filter { ["open", "write", "fsync", "rename", "fork"].contains($0.name) })
  func `a batch that a call has failed in goes on to the right remixes`(_ call: FailingCall) throws {
    let songs = folder.path("songs")
    try FileManager.default.createDirectory(atPath: songs, withIntermediateDirectories: true)
    for name in ["a.wav", "b.wav"] { try FileManager.default.copyItem(atPath: song, toPath: songs + "/" + name) }
    #expect(try Program.run(["batch", songs, "-o", folder.path("undisturbed"), "-q"], in: folder).status == 0)
    let arguments = ["batch", songs, "-o", folder.path("out"), "-q", "--log-level", "critical", "--retries", "0"]
    try FailingCall.sweep { number in
      try? FileManager.default.removeItem(atPath: folder.path("out"))
      let (run, _, failures) = try call.run(arguments, first: number, isForGood: false, in: folder)
      #expect([0, 1, 66, 70, 73, 74].contains(run.status), "\(call.name) \(number): \(run.status) \(run.errors)")
      // Without its line in the journal a remix has no name.
      if let journal = try? String(contentsOfFile: folder.path("out/.wubremix-journal"), encoding: .utf8) {
        for name in ["a", "b"] where FileManager.default.fileExists(atPath: folder.path("out/\(name).mp3")) {
          #expect(journal.contains("/\(name).mp3\","), "\(call.name) \(number): \(run.errors)")
        }
      }
      let rest = try Program.run(arguments + ["--resume"], in: folder)
      #expect(rest.status == 0, "\(call.name) \(number): \(rest.errors)")
      for name in ["a.mp3", "b.mp3"] {
        let (made, wanted) = (folder.path("out/" + name), folder.path("undisturbed/" + name))
        #expect(FileManager.default.contentsEqual(atPath: made, andPath: wanted), "\(call.name) \(number)")
      }
      return failures > 0
    }
  }
}
