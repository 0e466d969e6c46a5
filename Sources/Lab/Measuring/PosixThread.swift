import Glibc
import Processes

/// A thread of the C library, which, other than a Task, leaves nothing behind when it ends: its process may fork again.
struct PosixThread: ~Copyable {
  private let thread: pthread_t

  /// Starts `body`; `nil` if there can be no further thread.
  init?(_ body: @escaping @Sendable () -> Void) {
    let box = unsafe Unmanaged.passRetained(Body(run: body))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { box in
        if let box = unsafe box { unsafe Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      unsafe box.release()
      return nil
    }
    self.thread = thread
  }

  /// Waits for its end.
  consuming func join() {
    pthread_join(thread, nil)
  }

  /// Runs `body` in `count` threads with their numbers, and waits until all are gone.
  static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let threads = (0..<count).map { index in Holder(PosixThread { body(index) }) }
    for thread in threads { thread.take()?.join() }
    // The kernel lists a thread for a moment after it was joined.
    while Threads.count() > 1 { usleep(50) }
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  /// Arrays hold no values that cannot be copied.
  private final class Holder {
    private var thread: PosixThread?

    init(_ thread: consuming PosixThread?) {
      self.thread = consume thread
    }

    func take() -> PosixThread? { thread.take() }
  }
}
