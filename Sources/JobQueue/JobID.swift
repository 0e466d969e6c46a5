/// A job's name: 128 random bits in hexadecimal, which nobody can guess, so that whoever knows it may see the job.
package struct JobID: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// A new one, from the system's own random numbers.
  package init() {
    var generator = SystemRandomNumberGenerator()
    description = (0..<2).map { _ in
      let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// - Returns: `nil` unless `text` is one as `description` gives it: nothing else ever gets near a database or a path.
  package init?(_ text: String) {
    guard text.utf8.count == 32, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      return nil
    }
    description = text
  }
}
