import CPosixShims
import Glibc

/// What the first process of a tree does before anything else.
package enum ProcessSetup {
  /// Undoes what a careless parent may have left: closed standard descriptors, blocked signals, children nobody waits for.
  package static func run() {
    Threads.prohibit()
    shim_open_standard_descriptors()
    shim_raise_descriptor_limit()
    shim_unblock_all_signals()
    signal(SIGCHLD, SIG_DFL)
    // Both are errors of the write that meets them, and told as such.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    Orphans.adopt()
  }

  /// Lets signals end this process again, when it has nothing left to clean up.
  package static func acceptSignals() {
    shim_unblock_all_signals()
  }
}
