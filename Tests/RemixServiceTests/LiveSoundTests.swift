import NIOCore
import Processes
import RemixService
import SystemPackage
import Testing

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
    let early = Task { try await Self.heard(sound) }
    let file = try Self.file(Self.bytes)
    sound.grow(to: 1, of: file)
    #expect(sound.isAudible)
    let middle = Task { try await Self.heard(sound) }
    for count in stride(from: 20_000, to: 200_000, by: 30_000) {
      sound.grow(to: count, of: nil)
      await Task.yield()
    }
    sound.complete(file, byteCount: Self.bytes.count)
    #expect(try await Self.heard(sound) == Self.bytes)
    #expect(try await early.value == Self.bytes)
    #expect(try await middle.value == Self.bytes)
  }

  @Test
  func `whoever has heard something of what is written anew is cut off, the others hear what comes`() async throws {
    let sound = LiveSound()
    sound.grow(to: 1_000, of: try Self.file(Self.bytes))
    let cut = Task { try await Self.heard(sound) }
    // Until the listener has something.
    while !sound.isAudible { await Task.yield() }
    try await Task.sleep(for: .milliseconds(200))
    sound.grow(to: 0, of: nil)
    #expect(!sound.isAudible)
    let late = Task { try await Self.heard(sound) }
    let other = Array(Self.bytes.reversed())
    sound.complete(try Self.file(other), byteCount: other.count)
    let cutResult = await cut.result
    #expect(throws: LiveSound.Broken.self) { try cutResult.get() }
    #expect(try await late.value == other)
  }

  @Test
  func `a remix of which nothing was told before it was done is heard`() async throws {
    let sound = LiveSound()
    let waiting = Task { try await Self.heard(sound) }
    sound.complete(try Self.file(Self.bytes), byteCount: Self.bytes.count)
    #expect(try await waiting.value == Self.bytes)
  }

  @Test
  func `a remix that fails is broken off, also for those who have heard nothing`() async throws {
    let sound = LiveSound()
    let waiting = Task { try await Self.heard(sound) }
    sound.breakOff()
    let result = await waiting.result
    #expect(throws: LiveSound.Broken.self) { try result.get() }
  }
}
