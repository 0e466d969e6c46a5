import Glibc

/// How the tempo that was found compares with those that may pass for it.
enum TempoRanking {
  /// The tempi that listeners and programs confuse, as fractions of each other.
  private static let ratios: [(numerator: Int, denominator: Int)] = [
    (1, 1), (1, 2), (2, 1), (2, 3), (3, 2), (1, 3), (3, 1), (3, 4), (4, 3),
  ]
  /// Scores weigh by this times the root of the song's seconds: moments of a song are not independent witnesses.
  private static let scale = 16.0

  /// The tempo of the beats and those related to it, each in its best phase, as shares of the evidence: the best first.
  ///
  /// - Parameters:
  ///   - frames: Of the beats, at least two.
  ///   - beatsPerMinute: Of the beats.
  static func candidates(
    frames: [Int], evidence: BeatEvidence, beatsPerMinute: Double, seconds: Double
  ) -> [Candidate<Double>] {
    let tempi = ratios.compactMap { ratio -> (beatsPerMinute: Double, score: Double)? in
      // Every step of n beats of these, from each place that the finer of the two grids has.
      let phases = (0..<ratio.denominator).compactMap { phase in
        score(
          of: grid(along: frames, from: phase, every: ratio.denominator, over: ratio.numerator), evidence: evidence)
      }
      return phases.max().map { (beatsPerMinute * Double(ratio.numerator) / Double(ratio.denominator), $0) }
    }
    let top = tempi.map(\.score).max() ?? 0
    let weights = tempi.map { exp(max(($0.score - top) / (scale * max(seconds, 1).squareRoot()), -30)) }
    let total = weights.reduce(0, +)
    return zip(tempi, weights).map { Candidate($0.beatsPerMinute, score: $1 / total) }.sorted { $0.score > $1.score }
  }

  /// The frames at the places `first / parts` and every `step / parts` from there in the sequence of beats.
  private static func grid(along frames: [Int], from first: Int, every step: Int, over parts: Int) -> [Int] {
    stride(from: first, through: (frames.count - 1) * parts, by: step).map { place in
      let (beat, rest) = place.quotientAndRemainder(dividingBy: parts)
      guard rest > 0 else { return frames[beat] }
      return frames[beat] + (frames[beat + 1] - frames[beat]) * rest / parts
    }
  }

  /// What speaks for these beats, in the better of bars of three and four; `nil` for a tempo that is not looked for.
  private static func score(of grid: [Int], evidence: BeatEvidence) -> Double? {
    guard grid.count > 1 else { return nil }
    var total = 0.0
    var openings = [[Double]](arrayLiteral: [0, 0, 0], [0, 0, 0, 0])
    for (index, (frame, next)) in zip(grid, grid.dropFirst()).enumerated() {
      let period = next - frame
      guard BarPointer.periods.contains(period) else { return nil }
      // Places between beats are rounded: a frame beside may be meant.
      let near = max(frame - 1, 0)...min(frame + 1, evidence.beat.count - 1)
      let best = near.max { evidence.beat[$0] < evidence.beat[$1] } ?? frame
      total += Double(evidence.beat[best] + evidence.period(period, at: frame))
      let opening = Double(evidence.downbeat[best] - evidence.beat[best])
      for meter in openings.indices { openings[meter][index % openings[meter].count] += opening }
    }
    return total + (openings.joined().max() ?? 0)
  }
}
