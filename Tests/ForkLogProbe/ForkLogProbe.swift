import Glibc

/// Shows that a child logs although another thread of its parent held the log's lock when it forked.
///
///     fork-log-probe safe N      the lock is reopened in the child: N children log
///     fork-log-probe storm N     the same, while threads of the parent log as fast as they can
///     fork-log-probe unsafe N    a lock that knows nothing of forks: every child hangs until its alarm
///     fork-log-probe rawclone N  a bare clone skips the handlers of fork: every child hangs
///
/// Prints one line of counts. Exit status: 0 if every child logged its record, 1 if not, 2 for wrong use.
@main
struct ForkLogProbe {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let mode = Mode(rawValue: arguments[1]), let count = Int(arguments[2]), count > 0 else {
      fail("usage: fork-log-probe safe|storm|unsafe|rawclone COUNT")
    }
    unblockSignals()
    // Against this probe's own mistakes; a child's alarm is its own.
    alarm(300)
    do {
      let outcome = try Experiment(mode: mode).run(forks: count)
      print("mode=\(mode.rawValue) forks=\(count) \(outcome)")
      exit(outcome.logged == count && outcome.recordsFound == count ? 0 : 1)
    } catch {
      fail("\(error)")
    }
  }
}

/// Lets SIGALRM through: whoever runs this program from a thread with blocked signals (a Dispatch worker) hands it that
/// mask, and the alarms of the children would never ring.
private func unblockSignals() {
  var none = sigset_t()
  unsafe sigemptyset(&none)
  unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
}

/// Ends the probe: the experiment itself could not be made.
func fail(_ reason: String) -> Never {
  print(reason)
  exit(2)
}
