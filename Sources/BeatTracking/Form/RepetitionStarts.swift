/// Where something begins that is heard elsewhere in the song too: the ends of the stripes in a self-similarity matrix.
enum RepetitionStarts {
  /// Bars from a border on that must be heard elsewhere, and bars before it that must not be.
  static let repeatedBars = 4
  private static let differingBars = 2

  /// A bar at which something starts that is heard elsewhere.
  struct Start {
    /// At most 1; 0 where nothing repeats.
    var strength: Float = 0
    /// The bar at which the same starts.
    var other: Int?
  }

  /// How clearly a repetition starts at each bar.
  ///
  /// The most, over all lags within the table's reach, by which the two bars before differ more from those a lag away than
  /// the four bars after do.
  static func all(in distances: BarDistances) -> [Start] {
    let count = distances.barCount
    return (0..<count).map { bar in
      var best = Start()
      guard isInside(bar, barCount: count) else { return best }
      for lag in stride(from: repeatedBars, through: distances.reach - repeatedBars, by: 1) {
        for other in [bar - lag, bar + lag] where isInside(other, barCount: count) {
          let strength = strength(at: bar, like: other, in: distances)
          if strength > best.strength { best = Start(strength: strength, other: other) }
        }
      }
      return best
    }
  }

  /// Whether the song has all bars that are compared at `bar`.
  static func isInside(_ bar: Int, barCount: Int) -> Bool {
    bar >= differingBars && bar + repeatedBars <= barCount
  }

  /// How clearly the same starts at `bar` and at `other`, at most 1; 0 or less where it does not.
  static func strength(at bar: Int, like other: Int, in distances: BarDistances) -> Float {
    var (after, before) = (Float(0), Float(0))
    for offset in 0..<repeatedBars { after += distances[bar + offset, other + offset] }
    for offset in 1...differingBars { before += distances[bar - offset, other - offset] }
    return before / Float(differingBars) - after / Float(repeatedBars)
  }
}
