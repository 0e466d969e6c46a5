/// A possible answer to one of the analysis's questions, and how much speaks for it.
package struct Candidate<Answer: Equatable & Sendable>: Equatable, Sendable {
  package var answer: Answer
  /// Share of the evidence, 0...1: the scores of all candidates for one question sum to at most 1.
  package var score: Double

  package init(_ answer: Answer, score: Double) {
    self.answer = answer
    self.score = score
  }
}
