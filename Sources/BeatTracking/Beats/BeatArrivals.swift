/// The scores of the best paths to each state of a `BarPointer` in some frames and for some periods.
struct BeatArrivals {
  let frames: Range<Int>
  /// Indices.
  let periods: Range<Int>
  /// Shape: frames x periods.
  let scores: [BeatLattice.Positions]

  /// The best way to a beat at `frame` at a position in the bar that leads on by the period at `index`.
  ///
  /// - Parameter lane: The position's among the scores.
  /// - Returns: The index of the period before, `nil` for a first beat; the score at the beat, and what it is less the cost of
  ///   the change.
  func way(to frame: Int, lane: Int, index: Int) -> (period: Int?, arrival: Float, score: Float) {
    let row = (frame - frames.lowerBound) * periods.count
    let reach = PeriodChange.reach(to: index)
    let isFirst = frame < BarPointer.periods.lowerBound + index
    var best: (period: Int?, arrival: Float, score: Float) = (nil, 0, isFirst ? 0 : BeatLattice.impossible[0])
    for other in (index - reach..<index + reach + 1).clamped(to: periods) {
      let arrival = scores[row + other - periods.lowerBound][lane]
      let score = arrival - PeriodChange.cost(to: index, distance: abs(other - index))
      if score > best.score { best = (other, arrival, score) }
    }
    return best
  }
}
