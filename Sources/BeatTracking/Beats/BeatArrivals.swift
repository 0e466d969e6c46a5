/// The scores of the best paths to each state of a `BarPointer`, in one meter and some frames.
struct BeatArrivals {
  let frames: Range<Int>
  /// Shape: frames x periods.
  let scores: [BeatLattice.Positions]

  /// The index of the period before the beat at `frame` that has this position and leads on by the period at `index`; `nil`
  /// for a first beat.
  func period(before frame: Int, position: Int, index: Int) -> Int? {
    let width = BeatLattice.width
    let row = (frame - frames.lowerBound) * width
    let reach = PeriodChange.reach(to: index)
    var best = frame < BarPointer.periods.lowerBound + index ? 0 : BeatLattice.impossible[0]
    var found: Int?
    for other in max(index - reach, 0)..<min(index + reach + 1, width) {
      let score = scores[row + other][position] - PeriodChange.cost(to: index, distance: abs(other - index))
      if score > best { (best, found) = (score, other) }
    }
    return found
  }
}
