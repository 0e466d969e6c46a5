import Glibc
import LogBackend
import Synchronization

/// A second thread that holds the sink's lock when told to, until told to let go.
final class LockHolder: Sendable {
  private let sink: LogSink
  private let request = Semaphore()
  private let acquired = Semaphore()
  private let release = Semaphore()
  private let released = Semaphore()
  private let isHeld = Atomic<Bool>(false)

  init(sink: LogSink) {
    self.sink = sink
  }

  /// Whether the other thread is inside the lock at this moment.
  var holdsLock: Bool { isHeld.load(ordering: .sequentiallyConsistent) }

  func start() {
    startThread { [self] in
      while true {
        request.wait()
        sink.withLock {
          isHeld.store(true, ordering: .sequentiallyConsistent)
          acquired.signal()
          release.wait()
          isHeld.store(false, ordering: .sequentiallyConsistent)
        }
        released.signal()
      }
    }
  }

  /// Runs `body` while the other thread holds the lock from before its start until after its end.
  func whileHeld(_ body: () -> Void) {
    request.signal()
    acquired.wait()
    guard holdsLock else { fail("the lock is not held before the fork") }
    body()
    guard holdsLock else { fail("the lock was let go before the child ended") }
    release.signal()
    released.wait()
  }
}

/// Starts a plain POSIX thread that ends with the process.
func startThread(_ body: @escaping @Sendable () -> Void) {
  let box = unsafe Unmanaged.passRetained(ThreadBody(run: body)).toOpaque()
  var thread = pthread_t()
  let code = unsafe pthread_create(
    &thread, nil,
    { box in
      if let box = unsafe box { unsafe Unmanaged<ThreadBody>.fromOpaque(box).takeRetainedValue().run() }
      return nil
    }, box)
  guard code == 0 else { fail("no thread: errno \(code)") }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}
