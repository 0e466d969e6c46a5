import CPosixShims
import Glibc

/// One lock of the process's fixed table, given back when the last owner goes.
///
/// The locks live in C, constant-initialised: they exist before the first fork, and the handler that reopens them in a
/// child needs no allocation, no other lock and no lazy Swift global.
final class SinkLock: Sendable {
  private let index: CInt

  init(forkSafety: ForkSafety) throws(LogSinkError) {
    index = forklog_lock_claim(forkSafety == .reinitialiseInChild)
    guard index >= 0 else {
      let code = SystemCalls.lastError
      throw code == EAGAIN ? .tooManySinks(limit: SystemCalls.lockCount) : .cannotRegisterForkHandler(errno: code)
    }
  }

  deinit {
    if index >= 0 { forklog_lock_release(index) }
  }

  func acquire() { forklog_lock(index) }
  func release() { forklog_unlock(index) }
}
