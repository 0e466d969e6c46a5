import Synchronization

/// Tells whoever follows a work that there is something new to look at; what it is they see for themselves.
package final class Bulletin: Sendable {
  private struct State {
    var followers: [Int: Follower] = [:]
    var nextNumber = 0
    var isClosed = false
  }

  private struct Follower {
    let ticket: Int
    let continuation: AsyncStream<Void>.Continuation
  }

  private let state = Mutex(State())

  package init() {}

  /// A value for each change of the work `ticket`, of the queue, and for each tick; those that nobody has taken yet are one.
  ///
  /// The first comes at once. It ends when the service does.
  package func changes(of ticket: Int) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state -> Int? in
      guard !state.isClosed else { return nil }
      state.nextNumber += 1
      state.followers[state.nextNumber] = Follower(ticket: ticket, continuation: continuation)
      return state.nextNumber
    }
    guard let number else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.followers[number] = nil } }
    continuation.yield()
    return stream
  }

  /// Something has happened to the work `ticket`.
  package func post(_ ticket: Int) {
    for follower in followers where follower.ticket == ticket { follower.continuation.yield() }
  }

  /// Something has happened that may concern anybody.
  package func postToAll() {
    for follower in followers { follower.continuation.yield() }
  }

  package func close() {
    let followers = state.withLock { state in
      state.isClosed = true
      return Array(state.followers.values)
    }
    for follower in followers { follower.continuation.finish() }
  }

  package var followerCount: Int { state.withLock { $0.followers.count } }

  // Outside of the lock: whoever is woken may end its stream at once.
  private var followers: [Follower] { state.withLock { Array($0.followers.values) } }
}
