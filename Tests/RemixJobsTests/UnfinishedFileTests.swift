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
    try file.finish(policy: .refuse)
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
    #expect(throws: JobFailure.outputExists) { try file.finish(policy: .refuse) }
    #expect(try Data(contentsOf: song) == Data("other".utf8))
    try file.finish(policy: .replace)
    #expect(try Data(contentsOf: song) == Data([7]))
    #expect(try names(in: folder) == ["song.mp3"])
  }
}
