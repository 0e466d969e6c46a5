/// How items are shared among child processes.
public enum Schedule: Sendable, CaseIterable {
  /// A pool: whoever is free takes the next items, first many at a time and towards the end one by one.
  ///
  /// For items that differ in their cost, or of which there are many more than workers. If not all children can be forked, those
  /// that exist do the work, and the others are tried for again.
  case dynamic

  /// The simplest that Unix has: each child is forked for one run of neighbouring items, and ends when it has done them.
  ///
  /// For items of equal cost: nothing is sent but the results.
  case partition
}
