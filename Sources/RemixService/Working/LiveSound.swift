import NIOCore
import Synchronization

/// A remix that grows, and those who listen to it.
final class LiveSound: Sendable {
  private struct State {
    var file: SharedFile?
    var availableCount = 0
    var standing = Standing.growing
    var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    var nextNumber = 0
  }

  private enum Standing {
    case growing
    case complete
    /// What was sent is not what the remix will be, or there will be none.
    case broken
  }

  struct Broken: Error {}

  private let state = Mutex(State())

  /// Bytes that are read at a time.
  private static let blockLength = 1 << 16

  /// Whether anything can be heard yet.
  var isAudible: Bool { state.withLock { $0.availableCount > 0 && $0.file != nil && $0.standing != .broken } }

  /// - Parameter file: `nil` if it is the one that was told before.
  func grow(to byteCount: Int, of file: SharedFile?) {
    state.withLock { state in
      if let file { state.file = file }
      if byteCount == 0, state.availableCount > 0 { state.standing = .broken }
      // A process that begins again makes the same bytes again.
      state.availableCount = max(state.availableCount, byteCount)
    }
    wake()
  }

  func complete(byteCount: Int) {
    state.withLock { state in
      if state.standing == .growing { state.standing = .complete }
      state.availableCount = byteCount
    }
    wake()
  }

  func breakOff() {
    state.withLock { $0.standing = .broken }
    wake()
  }

  /// Hands all of the remix to `take`, in order, as soon as it is there.
  ///
  /// - Throws: `Broken` if it comes to no proper end.
  func listen(_ take: (ByteBuffer) async throws -> Void) async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.nextNumber += 1
      state.listeners[state.nextNumber] = continuation
      return state.nextNumber
    }
    defer { state.withLock { $0.listeners[number] = nil } }
    continuation.yield()
    var sentCount = 0
    for await _ in stream {
      while true {
        let (file, available, standing) = state.withLock { ($0.file, $0.availableCount, $0.standing) }
        if standing == .broken { throw Broken() }
        if sentCount == available {
          if standing == .complete { return }
          break
        }
        guard let file else { break }
        let bytes = try file.bytes(from: sentCount, limit: min(Self.blockLength, available - sentCount))
        // A process that begins again has emptied the file, and will fill it again.
        if bytes.readableBytes == 0 { break }
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
