import SignalProcessing

/// The best path to each state of a `BarPointer` in one meter, kept for as many frames back as a beat can be long.
///
/// As the meter stays, paths in different meters never meet.
struct BeatLattice {
  /// Scores by position in the bar; a bar of three has none in the last lane.
  typealias Positions = SIMD4<Float>

  let meter: Int
  /// The last beat of the best path: its score and frame, its position in the bar and the index of its period.
  private(set) var end = (score: -Double.infinity, frame: 0, position: 0, period: 0)

  static let width = BarPointer.periods.count
  static let impossible = Positions(repeating: -1e30)
  private static let rows = BarPointer.periods.upperBound
  /// Longer than a row has periods: the states that end at a frame would lie a power of two apart, and share cache lines.
  private static let rowLength = width + 3
  /// Impossible states on either side of the arrivals, so that all periods have neighbours.
  private static let padding = PeriodChange.reach(to: width - 1)
  /// Frames after which scores are brought down again.
  private static let rebaseInterval = 4_096

  private let evidence: BeatEvidence
  /// What changes to four periods cost, by their distance.
  ///
  /// Shape: fours x (padding + 1) x 4.
  private let changeCosts = (0..<(width + 3) / 4).flatMap { costs(to: four($0)) }
  /// The best paths that leave each of the last frames by a beat of each period, with the place of the beat after it.
  ///
  /// Shape: rows x row length; frame `t` lies in row `t mod rows`.
  private var ring = [Positions](repeating: impossible, count: rows * rowLength)
  /// The best paths that arrive at the current frame by a beat of each period.
  private var arrivals = [Positions](repeating: impossible, count: width + 2 * padding)
  /// What has been taken off all scores of the ring: floats would lose the small costs in a song of hours.
  private var taken = 0.0

  /// - Parameter meter: 3 or 4.
  init(_ evidence: BeatEvidence, meter: Int) {
    self.evidence = evidence
    self.meter = meter
  }

  /// Goes on over `frames`, which follow those before.
  mutating func advance(over frames: Range<Int>) {
    for frame in frames {
      arrive(at: frame)
      leave(frame)
    }
  }

  /// Goes on over `frames`, which follow those before, and returns all that arrives there.
  mutating func arrivals(at frames: Range<Int>) -> BeatArrivals {
    var scores: [Positions] = []
    scores.reserveCapacity(frames.count * Self.width)
    for frame in frames {
      arrive(at: frame)
      scores += arrivals[Self.padding..<Self.padding + Self.width]
      leave(frame)
    }
    return BeatArrivals(frames: frames, scores: scores)
  }

  private mutating func arrive(at frame: Int) {
    if frame.isMultiple(of: Self.rebaseInterval) { rebase() }
    let ring = self.ring
    let departures = ring.span
    var arrivals = self.arrivals.mutableSpan
    // One frame longer, one row earlier, around the ring once.
    let newest = (frame + Self.rows - BarPointer.periods.lowerBound) % Self.rows
    let turn = min(newest + 1, Self.width)
    var place = newest * Self.rowLength
    for index in 0..<turn {
      arrivals[Self.padding + index] = departures[place]
      place -= Self.rowLength - 1
    }
    place += ring.count
    for index in turn..<Self.width {
      arrivals[Self.padding + index] = departures[place]
      place -= Self.rowLength - 1
    }
  }

  private mutating func leave(_ frame: Int) {
    if meter == 4 {
      leave(frame) { Positions($0[3], $0[0], $0[1], $0[2]) }
    } else {
      leave(frame) { Positions($0[2], $0[0], $0[1], $0[3]) }
    }
    if frame + BarPointer.periods.upperBound >= evidence.beat.count { finish(frame) }
  }

  /// Makes the best paths that arrive at `frame` those that leave it, for each period until the next beat.
  ///
  /// - Parameter turned: Moves scores to the next position in the bar.
  @inline(__always)
  private mutating func leave(_ frame: Int, turned: (Positions) -> Positions) {
    let (plain, opening) = (evidence.beat[frame], evidence.downbeat[frame])
    let gain = Positions(opening, plain, plain, meter == 4 ? plain : -1e30)
    let window = evidence.period[evidence.window(at: frame)]
    let (arrivals, changeCosts) = (self.arrivals, self.changeCosts)
    let (scores, costs) = (window.span, changeCosts.span)
    var ring = self.ring.mutableSpan
    for group in 0..<(Self.width + 3) / 4 {
      let indices = Self.four(group)
      let start = group * 4 * (Self.padding + 1)
      let end = start + 4 * (PeriodChange.reach(to: indices.upperBound - 1) + 1)
      let best = Self.best(of: arrivals.span, to: indices.lowerBound, costs: costs.extracting(start..<end))
      for lane in 0..<4 {
        let index = indices.lowerBound + lane
        // The first beat lies within the first period.
        let isFirst = frame < BarPointer.periods.lowerBound + index
        let score = isFirst ? best[lane].larger(Positions()) : best[lane]
        ring[frame % Self.rows * Self.rowLength + index] = turned(score + gain + scores[index])
      }
    }
  }

  /// The highest scores of the arrivals around each of four periods, less what the change costs.
  ///
  /// - Parameter costs: Of each distance in turn, from 0 on.
  @inline(__always)
  private static func best(
    of arrivals: Span<Positions>, to first: Int, costs: Span<Positions>
  ) -> InlineArray<4, Positions> {
    let center = padding + first
    precondition(center >= costs.count / 4 - 1 && center + costs.count / 4 + 3 <= arrivals.count, "all have neighbours")
    var best = InlineArray<4, Positions> { unsafe arrivals[unchecked: center &+ $0] }
    for distance in 1..<costs.count / 4 {
      for lane in 0..<4 {
        let place = center &+ lane
        let either = unsafe arrivals[unchecked: place &- distance].larger(arrivals[unchecked: place &+ distance])
        best[lane] = unsafe best[lane].larger(either - costs[unchecked: 4 &* distance &+ lane])
      }
    }
    return best
  }

  /// The indices of four periods that are done together; the last four overlap those before.
  private static func four(_ group: Int) -> Range<Int> {
    let first = min(4 * group, width - 4)
    return first..<first + 4
  }

  private static func costs(to indices: Range<Int>) -> [Positions] {
    (0...padding).flatMap { distance in
      indices.map { index in
        let isNear = distance <= PeriodChange.reach(to: index)
        return Positions(repeating: isNear ? PeriodChange.cost(to: index, distance: distance) : 1e30)
      }
    }
  }

  private mutating func finish(_ frame: Int) {
    for (index, period) in BarPointer.periods.enumerated() where frame + period >= evidence.beat.count {
      let next = ring[frame % Self.rows * Self.rowLength + index]
      for position in 0..<meter {
        let score = Double(next[(position + 1) % meter]) + taken
        if score > end.score { end = (score, frame, position, index) }
      }
    }
  }

  /// Takes the best score off all of them.
  private mutating func rebase() {
    let highest = ring.reduce(-Float.infinity) { max($0, $1.max()) }
    guard highest > -1e29 else { return }
    for index in ring.indices { ring[index] -= highest }
    taken += Double(highest)
  }
}
