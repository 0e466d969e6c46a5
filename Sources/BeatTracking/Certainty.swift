/// How far an answer can be relied on: what a confidence means to people.
package enum Certainty: Equatable, Sendable {
  /// Nothing speaks for the answer: it is made up.
  case madeUp
  case low
  case fair
  case high

  /// - Parameter confidence: 0...1, as `SongAnalysis` has it.
  package init(_ confidence: Double) {
    switch confidence {
    case ..<0.005: self = .madeUp
    case ..<0.3: self = .low
    case ..<0.65: self = .fair
    default: self = .high
    }
  }
}
