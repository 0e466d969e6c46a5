import NIOCore
import Processes
import SystemPackage
import Testing

@testable import RemixService

/// Listeners get all bytes in order, once, whenever they come and whatever happens to those who make them.
struct LiveSoundTests {
  private static let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 / 7) }

  private static func file(_ bytes: [UInt8]) throws -> SharedFile {
    let memory = try FileSystem.createInMemory("live-sound")
    try writeAll(bytes, to: memory.number)
    return try SharedFile(FilePath("/proc/self/fd/\(memory.number)"))
  }

  private static func heard(_ sound: LiveSound) async throws -> [UInt8] {
    var heard: [UInt8] = []
    try await sound.listen { heard += $0.readableBytesView }
    return heard
  }

  @Test
  func `early and late listeners hear the same`() async throws {
    let sound = LiveSound()
    #expect(!sound.isAudible)
    async let early = Self.heard(sound)
    let file = try Self.file(Self.bytes)
    sound.grow(to: 1, of: file)
    #expect(sound.isAudible)
    async let middle = Self.heard(sound)
    for count in stride(from: 20_000, to: 200_000, by: 30_000) {
      sound.grow(to: count, of: nil)
      await Task.yield()
    }
    sound.complete(byteCount: Self.bytes.count)
    let late = try await Self.heard(sound)
    #expect(try await [early, middle, late].allSatisfy { $0 == Self.bytes })
  }

  @Test
  func `a remix that will be another one is broken off`() async throws {
    let sound = LiveSound()
    sound.grow(to: 1_000, of: try Self.file(Self.bytes))
    async let heard = Self.heard(sound)
    sound.grow(to: 0, of: nil)
    sound.complete(byteCount: Self.bytes.count)
    await #expect(throws: LiveSound.Broken.self) { try await heard }
    #expect(!sound.isAudible)
  }

  @Test
  func `a remix that fails is broken off, also for those who have heard nothing`() async throws {
    let sound = LiveSound()
    async let heard = Self.heard(sound)
    sound.breakOff()
    await #expect(throws: LiveSound.Broken.self) { try await heard }
  }
}
