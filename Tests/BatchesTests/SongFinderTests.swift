import Batches
import Foundation
import SystemPackage
import Testing

struct SongFinderTests {
  private let root: FilePath

  init() throws {
    root = FilePath(NSTemporaryDirectory()).appending("wubremix-finder-\(UUID().uuidString)")
    for folder in ["", "a", "a/deep", "b", "out"] { try makeFolder(folder) }
    for file in [
      "one.wav", "TWO.FLAC", "readme.txt", ".hidden.wav", "a/three.ogg", "a/deep/four.mp3", "b/five.opus",
      "out/six.wav",
    ] {
      try Data([1, 2, 3]).write(to: url(file))
    }
  }

  private func url(_ name: String) -> URL { URL(fileURLWithPath: root.appending(name).string) }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(at: url(name), withIntermediateDirectories: true)
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: root.appending(name).string, withDestinationPath: target)
  }

  /// The songs as `mirror folder: name`.
  private func found(_ finder: SongFinder) -> [String] {
    finder.songs.map { "\($0.folder): \($0.path.lastComponent?.string ?? "")" }
  }

  @Test func `a folder's own songs are found, and what is left out is counted`() {
    let finder = SongFinder(inputs: [root], isRecursive: false, excluding: root.appending("out"))
    #expect(found(finder) == [": TWO.FLAC", ": one.wav"])
    #expect(finder.otherFileCount == 1 && finder.otherFolderCount == 2 && finder.failures.isEmpty)
    #expect(finder.songs.allSatisfy { $0.byteCount == 3 })
  }

  @Test func `folders in folders are mirrored, but for the one of the remixes`() {
    let finder = SongFinder(inputs: [root], isRecursive: true, excluding: root.appending("out"))
    #expect(found(finder) == [": TWO.FLAC", ": one.wav", "a: three.ogg", "a/deep: four.mp3", "b: five.opus"])
  }

  @Test func `several folders stand side by side, and files that were named beside them`() {
    let inputs = ["a", "b", "readme.txt"].map { root.appending($0) }
    let finder = SongFinder(inputs: inputs, isRecursive: false, excluding: nil)
    #expect(found(finder) == ["a: three.ogg", "b: five.opus", ": readme.txt"])
  }

  @Test func `a circle of links ends, and a folder is taken once`() throws {
    try link("a/circle", to: "..")
    try link("b/again", to: "../a")
    let finder = SongFinder(inputs: [root], isRecursive: true, excluding: root.appending("out"))
    #expect(found(finder).count == 5)
  }

  @Test func `a link that leads nowhere is a song that cannot be read`() throws {
    try link("broken.wav", to: "nowhere")
    let finder = SongFinder(inputs: [root], isRecursive: false, excluding: nil)
    #expect(found(finder).contains(": broken.wav"))
    #expect(finder.songs.first { $0.path.lastComponent == "broken.wav" }?.byteCount == 0)
  }

  @Test func `patterns that no shell has expanded are expanded, and names that exist are no patterns`() throws {
    #expect(found(SongFinder(inputs: [root.appending("*.[wF]*")], isRecursive: false, excluding: nil)).count == 2)
    try Data().write(to: url("what[1].wav"))
    let finder = SongFinder(inputs: [root.appending("what[1].wav")], isRecursive: false, excluding: nil)
    #expect(found(finder) == [": what[1].wav"])
    let missing = SongFinder(inputs: [root.appending("no*thing.wav")], isRecursive: false, excluding: nil)
    #expect(found(missing) == [": no*thing.wav"])
  }

  @Test func `names that are no text are found`() throws {
    let name = FilePath(platformString: [CChar(bitPattern: 0xff), 0x2e, 0x77, 0x61, 0x76, 0])
    let path = root.pushing(name)
    let file = try FileDescriptor.open(path, .writeOnly, options: [.create], permissions: .ownerReadWrite)
    try file.close()
    let finder = SongFinder(inputs: [root], isRecursive: false, excluding: nil)
    #expect(finder.songs.contains { $0.path == path })
  }
}
