/// A possible answer to one of the analysis's questions, and how much speaks for it.
package struct Candidate<Answer: Equatable & Sendable>: Equatable, Sendable {
  package var answer: Answer
  /// 0...1: a share of the evidence where candidates exclude each other, so that the scores sum to at most 1; of borders
  /// between sections, how near the song's form with it comes to the best one.
  package var score: Double

  package init(_ answer: Answer, score: Double) {
    self.answer = answer
    self.score = score
  }
}
