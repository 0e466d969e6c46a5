/// What becomes of a sink's lock in a child made by `fork`.
///
/// A child has one thread, the one that forked. If any other thread of the parent was writing a record at that moment,
/// the child's copy of the lock is held by a thread that does not exist there, and the child's first record would wait
/// for ever.
public enum ForkSafety: Sendable {
  /// The lock is open in every child that libc's `fork` makes. The default.
  case reinitialiseInChild

  /// The lock stays as the fork caught it, as in loggers that know nothing of forks.
  ///
  /// For demonstration only: it shows in a test that the other case prevents something real.
  case none
}
