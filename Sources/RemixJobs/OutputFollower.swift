/// Whoever takes in an output while it is written.
struct OutputFollower {
  /// Whether what was told of must never be written again; if not, it can be taken back.
  let isForGood: Bool
  /// Takes the count of bytes at the start of the output that are there.
  let tell: (Int) -> Void

  /// What was told of will be written again, and otherwise.
  func takeBack() { tell(0) }
}
