import SignalProcessing

/// The best path to each state of a `BarPointer` in one meter, kept for as many frames back as a beat can be long.
///
/// As the meter stays, paths in different meters never meet.
struct BeatLattice {
  /// Scores by position in the bar; a bar of three has none in the last lane.
  typealias Positions = SIMD4<Float>

  let meter: Int
  /// The last beat of the best path: its frame, its position in the bar and the index of its period.
  private(set) var end = (frame: 0, position: 0, period: 0)
  /// The score of the best path, and what it was before `taken` was added.
  private(set) var endScore = -Double.infinity
  private(set) var endDeparture: Float = 0

  static let width = BarPointer.periods.count
  static let impossible = Positions(repeating: -1e30)
  private static let rows = BarPointer.periods.upperBound
  /// Longer than a row has periods: the states that end at a frame would lie a power of two apart, and share cache lines.
  private static let rowLength = width + 3
  /// Impossible states on either side of the arrivals, so that all periods have neighbours.
  private static let padding = PeriodChange.reach(to: width - 1)

  private let evidence: BeatEvidence
  /// What changes to four periods cost, by their distance.
  ///
  /// Shape: fours x (padding + 1) x 4.
  private let changeCosts = (0..<(width + 3) / 4).flatMap { costs(to: four($0)) }
  /// The best paths that leave each of the last frames by a beat of each period, with the place of the beat after it.
  ///
  /// Shape: rows x row length; frame `t` lies in row `t mod rows`.
  private var ring = [Positions](repeating: impossible, count: rows * rowLength)
  /// The best paths that arrive at the current frame by a beat of each period: impossible where none are looked for.
  private var arrivals = [Positions](repeating: impossible, count: width + 2 * padding)
  /// What has been taken off all scores of the ring, and how much of it the last time.
  private var taken = 0.0
  private(set) var lastTaken: Float = 0

  /// - Parameter meter: 3 or 4.
  init(_ evidence: BeatEvidence, meter: Int) {
    self.evidence = evidence
    self.meter = meter
  }

  /// Goes on over `frames`, which follow those before.
  mutating func advance(over frames: Range<Int>) {
    for frame in frames {
      arrive(at: frame, by: 0..<Self.width)
      leave(frame, within: 0..<Self.width)
    }
  }

  /// What arrives at `frames`, which follow those before, by beats of the periods whose indices are given, if no others are
  /// looked for from here on.
  func arrivals(at frames: Range<Int>, by periods: Range<Int>) -> BeatArrivals {
    var lattice = self
    lattice.arrivals = [Positions](repeating: Self.impossible, count: arrivals.count)
    var scores: [Positions] = []
    scores.reserveCapacity(frames.count * periods.count)
    for frame in frames {
      lattice.arrive(at: frame, by: periods)
      scores += lattice.arrivals[Self.padding + periods.lowerBound..<Self.padding + periods.upperBound]
      lattice.leave(frame, within: periods)
    }
    return BeatArrivals(frames: frames, periods: periods, scores: scores)
  }

  /// Takes the best score off all of them: floats would lose the small costs in a song of hours.
  mutating func rebase() {
    let highest = ring.reduce(-Float.infinity) { max($0, $1.max()) }
    guard highest > -1e29 else { return }
    for index in ring.indices { ring[index] -= highest }
    taken += Double(highest)
    lastTaken = highest
  }

  private mutating func arrive(at frame: Int, by periods: Range<Int>) {
    let ring = self.ring
    let departures = ring.span
    var arrivals = self.arrivals.mutableSpan
    // One frame longer, one row earlier, around the ring once.
    let newest = (frame + Self.rows - BarPointer.periods.lowerBound) % Self.rows
    let turn = min(max(newest + 1, periods.lowerBound), periods.upperBound)
    for index in periods.lowerBound..<turn {
      arrivals[Self.padding + index] = departures[(newest - index) * Self.rowLength + index]
    }
    for index in turn..<periods.upperBound {
      arrivals[Self.padding + index] = departures[(newest - index + Self.rows) * Self.rowLength + index]
    }
  }

  private mutating func leave(_ frame: Int, within periods: Range<Int>) {
    if meter == 4 {
      leave(frame, within: periods) { Positions($0[3], $0[0], $0[1], $0[2]) }
    } else {
      leave(frame, within: periods) { Positions($0[2], $0[0], $0[1], $0[3]) }
    }
    if frame + BarPointer.periods.upperBound >= evidence.beat.count { finish(frame) }
  }

  /// Makes the best paths that arrive at `frame` those that leave it, for each period until the next beat.
  ///
  /// - Parameter turned: Moves scores to the next position in the bar.
  @inline(__always)
  private mutating func leave(_ frame: Int, within periods: Range<Int>, turned: (Positions) -> Positions) {
    let (plain, opening) = (evidence.beat[frame], evidence.downbeat[frame])
    let gain = Positions(opening, plain, plain, meter == 4 ? plain : -1e30)
    let window = evidence.period[evidence.window(at: frame)]
    let (arrivals, changeCosts) = (self.arrivals, self.changeCosts)
    let (scores, costs) = (window.span, changeCosts.span)
    var ring = self.ring.mutableSpan
    for group in periods.lowerBound / 4..<(periods.upperBound + 3) / 4 {
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
        let departure = next[(position + 1) % meter]
        guard Double(departure) + taken > endScore else { continue }
        end = (frame, position, index)
        (endScore, endDeparture) = (Double(departure) + taken, departure)
      }
    }
  }
}
