/// Where something begins that is heard elsewhere in the song too: the ends of the stripes in a self-similarity matrix.
enum RepetitionStarts {
  /// Bars from a border on that must be heard elsewhere, and bars before it that must not be.
  private static let repeatedBars = 4
  private static let differingBars = 2

  /// How clearly a repetition starts at each bar, at most 1.
  ///
  /// The most, over all lags within the table's reach, by which the two bars before differ more from those a lag away than
  /// the four bars after do; 0 where nothing repeats.
  static func strengths(in distances: BarDistances) -> [Float] {
    let count = distances.barCount
    return (0..<count).map { bar in
      guard bar >= differingBars, bar + repeatedBars <= count else { return 0 }
      var best: Float = 0
      for lag in stride(from: repeatedBars, through: distances.reach - repeatedBars, by: 1) {
        for other in [bar - lag, bar + lag] where other >= differingBars && other + repeatedBars <= count {
          best = max(best, strength(at: bar, like: other, in: distances))
        }
      }
      return best
    }
  }

  private static func strength(at bar: Int, like other: Int, in distances: BarDistances) -> Float {
    var (after, before) = (Float(0), Float(0))
    for offset in 0..<repeatedBars { after += distances[bar + offset, other + offset] }
    for offset in 1...differingBars { before += distances[bar - offset, other - offset] }
    return before / Float(differingBars) - after / Float(repeatedBars)
  }
}
