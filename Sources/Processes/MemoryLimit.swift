import CPosixShims

/// A bound on the memory of this process, so that it alone fails if it wants too much.
package enum MemoryLimit {
  /// Opens what tells how much memory this process and, when they are new, those that it forks have: for when no file can
  /// be opened any more.
  package static func prepare() {
    shim_watch_memory()
  }

  /// Lets this process, and those that it forks, map at most `bytes` more than now.
  ///
  /// Addresses are counted, as RLIMIT_AS does: shared memory that was reserved before costs nothing.
  package static func allow(more bytes: Int) throws(SystemCallError) {
    _ = try checked("setrlimit") { shim_limit_memory(UInt64(max(bytes, 0))) }
  }
}
