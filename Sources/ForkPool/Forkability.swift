import Processes

/// Whether a child of this process can run Swift code.
enum Forkability {
  static func check() throws(ForkPoolError) {
    if Threads.haveServedDispatch {
      throw .notForkable(
        reason: "it has used a Task or Dispatch, whose queues and locks a child can only wait for;"
          + " map before that, or in a process that was forked before")
    }
    let count = Threads.count()
    if count > 1 {
      throw .notForkable(
        reason:
          "it has \(count) threads, of which a child has only one, but the locks of all; map before starting threads")
    }
    // A child that crashes or hangs tells where it was. What that needs is loaded here, once, and not in a signal handler.
    _ = stacksArePrepared
  }

  private static let stacksArePrepared: Void = StackRequest.prepare()
}
