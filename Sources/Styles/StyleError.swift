/// Why a style cannot be used.
package struct StyleError: Error, Equatable, Sendable {
  /// One thing that is wrong with a file.
  package struct Problem: Equatable, Sendable {
    /// The file's name as it was given.
    package var file: String
    /// From 1; `nil` for what concerns the whole file.
    package var line: Int?
    /// What was found, and what was expected; begins in lower case and ends without a full stop.
    package var message: String
  }

  /// From the top of the file; at least one, and at most `limit`.
  package let problems: [Problem]

  /// Problems that are told at once.
  package static let limit = 5
}

extension StyleError: CustomStringConvertible {
  /// A line for each problem.
  package var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}

extension StyleError.Problem: CustomStringConvertible {
  package var description: String {
    let place = line.map { ", line \($0)" } ?? ""
    return "\(file)\(place): \(message)"
  }
}
