import CPosixShims
import Glibc

/// What keeps this process forkable: exactly one thread, for life.
package enum Threads {
  /// The threads of this process.
  package static func count() -> Int {
    var status = stat()
    // A directory has two links of its own and one for each folder in it; here a folder is a thread.
    guard unsafe stat("/proc/self/task", &status) == 0 else { return 1 }
    return Int(status.st_nlink) - 2
  }

  /// Whether a Task or Dispatch has ever started threads here, whose locks and queues a forked child could only wait for.
  package static var haveServedDispatch: Bool { shim_has_used_dispatch() }

  /// Turns a stray Task or Dispatch call into a trap at the place where it stands.
  ///
  /// Without this such a call starts threads, and the next fork gives a child that hangs or ends silently.
  package static func prohibit() {
    _ = shim_prohibit_threads()
  }

  /// Lets this process have Tasks and Dispatch queues after all: a forked child that never forks itself.
  package static func allow() {
    shim_allow_threads()
  }
}
