import CPosixShims
import Glibc
import SystemPackage

/// A forked child that has not been reaped yet.
package struct ChildProcess: ~Copyable {
  package let id: Int32
  /// Readable as soon as the child has ended (a pidfd).
  package let exitDescriptor: Descriptor

  /// What `wait` knows of a child that has ended.
  package struct Ending: Equatable, Sendable {
    package let reason: ExitReason
    /// User and system time of the child and those it reaped, in seconds.
    package let cpuSeconds: Double
  }

  /// Forks; the child runs `body` and ends with the status that it returns.
  ///
  /// The child starts with default signal actions, except that it ignores the signals which a terminal sends
  /// to the whole group (its parent acts on those) and those of failed writes, with no signal blocked, and is killed when its parent dies.
  ///
  /// - Precondition: This process has exactly one thread: Swift code does not survive a fork of more.
  /// - Throws: The kernel's refusal (EAGAIN, ENOMEM); then nothing has happened.
  package static func fork(named name: String, _ body: () -> Int32) throws(SystemCallError) -> ChildProcess {
    precondition(Threads.count() == 1, "fork from a process with \(Threads.count()) threads")
    let parent = getpid()
    // Until the child has its own signal actions it must not run ours.
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe sigprocmask(SIG_SETMASK, &all, &before)
    let id = shim_fork()
    if id == 0 {
      Orphans.forgetChildren()
      becomeChild(of: parent, named: name)
      _exit(body())
    }
    let failure = SystemCallError(call: "fork")
    unsafe sigprocmask(SIG_SETMASK, &before, nil)
    guard id > 0 else { throw failure }
    let exitDescriptor = shim_pidfd_open(id)
    guard exitDescriptor >= 0 else {
      let failure = SystemCallError(call: "pidfd_open")
      kill(id, SIGKILL)
      var status: Int32 = 0
      unsafe waitpid(id, &status, 0)
      throw failure
    }
    unsafe Orphans.known.insert(id)
    return ChildProcess(id: id, exitDescriptor: Descriptor(owning: exitDescriptor))
  }

  /// Sends `signal`; the child cannot be another process by then, because it has not been reaped.
  package func send(signal: Int32) {
    kill(id, signal)
  }

  /// Whether a signal has stopped the child, as SIGSTOP does.
  package func isStopped() -> Bool { shim_is_stopped(id) }

  /// How the child ended, or `nil` if it still runs.
  package func endingIfOver() -> Ending? {
    wait(options: WNOHANG)
  }

  /// Waits until the child ends.
  package func ending() -> Ending {
    while true {
      if let ending = wait(options: 0) { return ending }
    }
  }

  private func wait(options: Int32) -> Ending? {
    var status: Int32 = 0
    var usage = rusage()
    let result = unsafe wait4(id, &status, options, &usage)
    // Somebody else has reaped it: there is nothing more to learn, and nothing to wait for.
    if result < 0 && errno == ECHILD { return Ending(reason: .exited(status: 255), cpuSeconds: 0) }
    guard result == id else { return nil }
    unsafe Orphans.known.remove(id)
    return Ending(reason: ExitReason(waitStatus: status), cpuSeconds: usage.cpuSeconds)
  }
}

extension rusage {
  /// User and system time together.
  var cpuSeconds: Double {
    Double(ru_utime.tv_sec + ru_stime.tv_sec) + Double(ru_utime.tv_usec + ru_stime.tv_usec) / 1e6
  }
}

private func becomeChild(of parent: pid_t, named name: String) {
  _ = shim_set_parent_death_signal(SIGKILL)
  // The parent may have died before the line above.
  if getppid() != parent { _exit(1) }
  // Whoever asks for a stack may do so before this process has a place for it.
  for number in 1..<Int32(NSIG) where number != StackRequest.signal { signal(number, SIG_DFL) }
  for number in [SIGINT, SIGQUIT, SIGHUP, SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
  var none = sigset_t()
  unsafe sigemptyset(&none)
  unsafe sigprocmask(SIG_SETMASK, &none, nil)
  _ = unsafe shim_set_process_name(name)
}

/// Descendants of this process whose own parents have died.
package enum Orphans {
  /// Has orphaned descendants handed to this process, so that none outlives it unseen.
  package static func adopt() {
    _ = shim_become_subreaper()
  }

  /// The children that this process, which has one thread, has forked itself and not reaped yet.
  fileprivate nonisolated(unsafe) static var known: Set<Int32> = []

  /// In a forked child, which has none.
  fileprivate static func forgetChildren() {
    unsafe known.removeAll()
  }

  /// Reaps orphans that have ended until none is left, for at most `timeoutSeconds`; children that this process has
  /// forked itself are left alone.
  ///
  /// - Returns: Whether no orphan is left.
  package static func reapAll(timeoutSeconds: Double) -> Bool {
    let deadline = MonotonicClock.nanoseconds() + UInt64(timeoutSeconds * 1e9)
    while true {
      let orphans = children().filter { unsafe !known.contains($0) }
      if orphans.isEmpty { return true }
      if MonotonicClock.nanoseconds() >= deadline { return false }
      for id in orphans {
        var status: Int32 = 0
        unsafe waitpid(id, &status, WNOHANG)
      }
      usleep(500)
    }
  }

  private static func children() -> [Int32] {
    let list = (try? FileSystem.read("/proc/thread-self/children", atMost: 1 << 20)) ?? []
    return String(decoding: list, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
  }
}
