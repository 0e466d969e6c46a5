import Testing

/// A change that breaks the small style, and what is said of it.
struct BrokenFile: Sendable {
  /// What stands in the small style.
  let found: String
  let replacement: String
  /// All that is said, a line each, without the file's name.
  let problems: [String]

  init(_ found: String, _ replacement: String, _ problems: String...) {
    self.found = found
    self.replacement = replacement
    self.problems = problems
  }
}

extension BrokenFile: CustomTestStringConvertible {
  var testDescription: String { "\(replacement)" }
}
