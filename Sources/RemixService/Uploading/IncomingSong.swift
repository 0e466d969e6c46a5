import Glibc
import Hosting
import NIOCore
import NIOPosix
import Processes
import RemixJobs
import SystemPackage

/// A song on its way in: a file without a name that grows, its checksum, and its first bytes.
///
/// One task has it at a time, though it does its work in a thread that may wait for the disk.
final class IncomingSong: @unchecked Sendable {
  private let file: UnfinishedFile
  private var checksum = SHA256()
  private var pending: [UInt8] = []
  private(set) var head: [UInt8] = []
  private(set) var byteCount = 0
  private var isKnown = false

  /// Bytes that are written at a time.
  private static let blockLength = 1 << 18

  init(in folder: FilePath) throws {
    file = try UnfinishedFile(in: folder)
  }

  /// Whether enough has come to know that it is nothing that can be remixed.
  var isSurelyNone: Bool {
    guard !isKnown, head.count == SoundKind.headLength else { return false }
    isKnown = SoundKind(head: head) != nil
    return !isKnown
  }

  func append(_ bytes: [UInt8]) async throws {
    byteCount += bytes.count
    if head.count < SoundKind.headLength { head += bytes.prefix(SoundKind.headLength - head.count) }
    pending += bytes
    if pending.count >= Self.blockLength { try await flush() }
  }

  /// Has the song outlast a crash of the machine, named by its contents.
  ///
  /// - Returns: Its SHA-256.
  func keep(on shelf: SongShelf) async throws -> String {
    try await flush()
    let name = checksum.text()
    await shelf.hold(name)
    do {
      try await NIOThreadPool.singleton.runIfActive { [self] in
        guard let component = FilePath.Component(name) else { preconditionFailure("a checksum is a name") }
        file.choose(name: component)
        try file.settle()
        do {
          try file.show(policy: .refuse)
        } catch JobFailure.outputExists {
          // The same song is there already, perhaps not yet for good.
        }
        file.confirm()
      }
    } catch {
      await shelf.release(name)
      throw error
    }
    return name
  }

  private func flush() async throws {
    guard !pending.isEmpty else { return }
    try await NIOThreadPool.singleton.runIfActive { [self] in
      checksum.add(pending.span)
      try writeAll(pending, to: file.descriptor.number)
    }
    pending.removeAll(keepingCapacity: true)
  }
}
