package import NIOCore
import Synchronization

/// A remix that grows, and those who listen to it.
package final class LiveSound: Sendable {
  private struct State {
    var file: SharedFile?
    var availableCount = 0
    /// Grows when what was there is written anew, and otherwise.
    var edition = 0
    var standing = Standing.growing
    var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    var nextNumber = 0
  }

  private enum Standing {
    case growing
    case complete
    /// There will be no remix.
    case broken
  }

  package struct Broken: Error {}

  private let state = Mutex(State())

  package init() {}

  /// Bytes that are read at a time.
  private static let blockLength = 1 << 15

  /// Whether anything can be heard yet.
  package var isAudible: Bool { state.withLock { $0.availableCount > 0 && $0.file != nil && $0.standing != .broken } }

  /// - Parameters:
  ///   - byteCount: 0 takes back what was told before: it is written anew.
  ///   - file: `nil` if it is the one that was told before.
  package func grow(to byteCount: Int, of file: SharedFile?) {
    state.withLock { state in
      if let file { state.file = file }
      if byteCount == 0 {
        state.edition += 1
        state.availableCount = 0
      }
      // A process that begins again makes the same bytes again.
      state.availableCount = max(state.availableCount, byteCount)
    }
    wake()
  }

  /// The remix is `file`, of so many bytes.
  package func complete(_ file: SharedFile, byteCount: Int) {
    state.withLock { state in
      state.file = file
      state.availableCount = byteCount
      if state.standing == .growing { state.standing = .complete }
    }
    wake()
  }

  package func breakOff() {
    state.withLock { $0.standing = .broken }
    wake()
  }

  /// Hands all of the remix to `take`, in order, as soon as it is there.
  ///
  /// - Throws: `Broken` if it comes to no proper end.
  package func listen(_ take: (ByteBuffer) async throws -> Void) async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.nextNumber += 1
      state.listeners[state.nextNumber] = continuation
      return state.nextNumber
    }
    defer { state.withLock { $0.listeners[number] = nil } }
    continuation.yield()
    var (sentCount, heardEdition) = (0, 0)
    for await _ in stream {
      while true {
        let (file, available, edition, standing) = state.withLock {
          ($0.file, $0.availableCount, $0.edition, $0.standing)
        }
        // Whoever has heard something of another edition cannot be helped; the others wait for this one.
        if standing == .broken || sentCount > 0 && edition != heardEdition { throw Broken() }
        if sentCount == available {
          if standing == .complete { return }
          break
        }
        guard let file else { break }
        let bytes = try file.bytes(from: sentCount, limit: min(Self.blockLength, available - sentCount))
        // A process that begins again has emptied the file, and will fill it again.
        if bytes.readableBytes == 0 { break }
        heardEdition = edition
        sentCount += bytes.readableBytes
        try await take(bytes)
      }
    }
    throw Broken()
  }

  private func wake() {
    for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
  }
}
