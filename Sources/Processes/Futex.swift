import CPosixShims

/// Sleeping on a word of shared memory until another process changes it.
package enum Futex {
  /// Waits while `word` holds `expected`, at most `timeoutNanoseconds`; may return early.
  package static func wait(
    _ word: UnsafeMutablePointer<UInt32>, while expected: UInt32, timeoutNanoseconds: Int64
  ) {
    _ = unsafe shim_futex_wait(word, expected, timeoutNanoseconds)
  }

  /// Wakes one process that waits on `word`.
  package static func wakeOne(_ word: UnsafeMutablePointer<UInt32>) {
    _ = unsafe shim_futex_wake(word, 1)
  }
}
