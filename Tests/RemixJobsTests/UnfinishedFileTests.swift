import Foundation
import Processes
import RemixJobs
import SystemPackage
import Testing

struct UnfinishedFileTests {
  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("wubremix-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test(arguments: [true, false])
  func `a file shows under its name only when it is finished`(_ isUnnamedAllowed: Bool) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = FilePath(folder.appendingPathComponent("song.mp3").path)
    let file = try UnfinishedFile(for: path, isUnnamedAllowed: isUnnamedAllowed)
    #expect(try names(in: folder).filter { !$0.hasPrefix(".") }.isEmpty)
    try file.descriptor.writeRecord(UInt8(7))
    try OutputTarget.commit([.file(file, policy: .refuse)])
    #expect(try Data(contentsOf: folder.appendingPathComponent("song.mp3")) == Data([7]))
  }

  @Test(arguments: [true, false])
  func `a file that is given up leaves nothing behind`(_ isUnnamedAllowed: Bool) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let path = FilePath(folder.appendingPathComponent("song.mp3").path)
      _ = try UnfinishedFile(for: path, isUnnamedAllowed: isUnnamedAllowed)
    }
    #expect(try names(in: folder).isEmpty)
  }

  @Test(arguments: [true, false])
  func `a file that appears meanwhile is refused, or replaced in one step`(_ isUnnamedAllowed: Bool) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let song = folder.appendingPathComponent("song.mp3")
    let file = try UnfinishedFile(for: FilePath(song.path), isUnnamedAllowed: isUnnamedAllowed)
    try file.descriptor.writeRecord(UInt8(7))
    try Data("other".utf8).write(to: song)
    #expect(throws: JobFailure.outputExists()) { try OutputTarget.commit([.file(file, policy: .refuse)]) }
    #expect(try Data(contentsOf: song) == Data("other".utf8))
    try OutputTarget.commit([.file(file, policy: .replace)])
    #expect(try Data(contentsOf: song) == Data([7]))
    #expect(try names(in: folder) == ["song.mp3"])
  }

  @Test(arguments: [true, false], [OverwritePolicy.refuse, .replace])
  func `of several files all get their names or none does`(_ isUnnamedAllowed: Bool, _ policy: OverwritePolicy) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = { (name: String) in folder.appendingPathComponent(name) }
    if policy == .replace { try Data("old".utf8).write(to: url("a")) }
    let make = { (name: String) throws -> OutputTarget in
      let file = try UnfinishedFile(for: FilePath(url(name).path), isUnnamedAllowed: isUnnamedAllowed)
      try file.descriptor.writeRecord(UInt8(7))
      return .file(file, policy: policy)
    }
    do {
      let targets = [try make("a"), try make("b"), try make("c")]
      // A folder takes the last name: neither a link nor a rename gets past it.
      try FileManager.default.createDirectory(at: url("c"), withIntermediateDirectories: false)
      try Data().write(to: url("c/full"))
      #expect(throws: JobFailure.self) { try OutputTarget.commit(targets) }
    }
    #expect(try names(in: folder) == (policy == .replace ? ["a", "c"] : ["c"]))
    if policy == .replace { #expect(try Data(contentsOf: url("a")) == Data("old".utf8)) }
    try FileManager.default.removeItem(at: url("c"))
    do { try OutputTarget.commit([try make("a"), try make("b"), try make("c")]) }
    #expect(try names(in: folder) == ["a", "b", "c"])
    #expect(try Data(contentsOf: url("a")) == Data([7]))
  }
}
