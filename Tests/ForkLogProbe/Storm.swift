import Logging

/// Threads that log in bursts, as fast as they can; each burst has an end, and so has the file.
final class Storm: Sendable {
  private static let threadCount = 3
  private static let recordsPerBurst = 300

  private let logger: Logger
  private let begin = Semaphore()
  private let finished = Semaphore()

  init(logger: Logger) {
    self.logger = logger
  }

  func start() {
    for _ in 0..<Self.threadCount {
      startThread { [self] in
        while true {
          begin.wait()
          for _ in 0..<Self.recordsPerBurst { logger.info("storm", metadata: ["kind": "parent"]) }
          finished.signal()
        }
      }
    }
  }

  /// Runs `body` beside a burst, and waits for the end of both.
  func during(_ body: () -> Void) {
    for _ in 0..<Self.threadCount { begin.signal() }
    body()
    for _ in 0..<Self.threadCount { finished.wait() }
  }
}
