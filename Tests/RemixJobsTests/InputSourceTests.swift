import Glibc
import Processes
import RemixJobs
import SystemPackage
import Testing

/// What the processes that decode a song get of it.
struct InputSourceTests {
  private static let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7 / 3) }

  private static func file(_ bytes: [UInt8]) throws -> Descriptor {
    let file = try FileSystem.createInMemory("input-source")
    try writeAll(bytes, to: file.number)
    return file
  }

  @Test
  func `a small song is a copy that nobody can change`() throws {
    let file = try Self.file(Self.bytes)
    let offset = lseek(file.number, 0, SEEK_CUR)
    let song = try InputSource(descriptor: file.number, isSeekable: true).seekable(limitBytes: 1 << 20)
    #expect(throws: SystemCallError.self) { try writeAll([0], to: song.number) }
    #expect(ftruncate(song.number, 0) != 0 && ftruncate(song.number, 1 << 20) != 0)
    // Another process may have to read it from the start.
    #expect(lseek(file.number, 0, SEEK_CUR) == offset)
    let other: [UInt8] = [0]
    try unsafe writeAll(other.span.bytes, to: file.number, at: 50)
    #expect(try Processes.contents(of: song.number, limitBytes: 1 << 20) == Self.bytes)
  }

  @Test
  func `a song that comes through a pipe is such a copy`() throws {
    let pipe = try Pipe()
    try writeAll(Array(Self.bytes.prefix(60_000)), to: pipe.writeEnd.number)
    let end = pipe.readEndAlone()
    let song = try InputSource(descriptor: end.number, isSeekable: false).seekable(limitBytes: 1 << 20)
    #expect(throws: SystemCallError.self) { try writeAll([0], to: song.number) }
    #expect(try Processes.contents(of: song.number, limitBytes: 1 << 20) == Array(Self.bytes.prefix(60_000)))
  }

  @Test
  func `a large song is read where it is`() throws {
    let file = try Self.file([])
    #expect(ftruncate(file.number, 33 << 20) == 0)
    let song = try InputSource(descriptor: file.number, isSeekable: true).seekable(limitBytes: 1 << 30)
    #expect(FileIdentity(descriptor: song.number) == FileIdentity(descriptor: file.number))
  }

  @Test
  func `what is too large is refused unread`() throws {
    let file = try Self.file(Self.bytes)
    #expect(throws: JobFailure.inputTooBig(limitBytes: 99_999)) {
      _ = try InputSource(descriptor: file.number, isSeekable: true).seekable(limitBytes: 99_999)
    }
  }
}
