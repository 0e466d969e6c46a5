import SignalProcessing

/// The best path to each state of a `BarPointer`, kept for as many frames back as a beat can be long.
///
/// As the meter stays, paths in different meters never meet: both are followed side by side.
struct BeatLattice {
  /// Scores by position in the bar: four lanes for a bar of four, then four for one of three, which has none in the last.
  typealias Positions = SIMD8<Float>

  /// Beats of a bar, by the half of the lanes that they have; of equal paths the one in the first wins.
  static let meters = [4, 3]
  /// The best path in each meter.
  private(set) var ends = meters.map { _ in End() }

  /// The best path in one meter.
  struct End {
    /// Of its last beat, the frame, the position in the bar and the index of its period.
    var (frame, position, period) = (0, 0, 0)
    var score = -Double.infinity
    /// What the score was before `taken` was added.
    var departure: Float = 0
  }

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
  /// What has been taken off all scores of the ring in each meter, and how much of it the last time.
  private var taken = meters.map { _ in 0.0 }
  private(set) var lastTaken = meters.map { _ in Float(0) }

  init(_ evidence: BeatEvidence) {
    self.evidence = evidence
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

  /// Takes the best score in each meter off all others: floats would lose the small costs in a song of hours.
  mutating func rebase() {
    let highest = ring.reduce(Self.impossible) { $0.larger($1) }
    for (half, best) in [highest.lowHalf.max(), highest.highHalf.max()].enumerated() where best > -1e29 {
      let taking = SIMD4(repeating: best)
      for index in ring.indices {
        if half == 0 { ring[index].lowHalf -= taking } else { ring[index].highHalf -= taking }
      }
      taken[half] += Double(best)
      lastTaken[half] = best
    }
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

  /// Makes the best paths that arrive at `frame` those that leave it, for each period until the next beat.
  private mutating func leave(_ frame: Int, within periods: Range<Int>) {
    let (plain, opening) = (evidence.beat[frame], evidence.downbeat[frame])
    let gain = Positions(opening, plain, plain, plain, opening, plain, plain, -1e30)
    let window = evidence.period[evidence.window(at: frame)]
    let (arrivals, changeCosts) = (self.arrivals, self.changeCosts)
    let (scores, costs) = (window.span, changeCosts.span)
    var ring = self.ring.mutableSpan
    let row = frame % Self.rows * Self.rowLength
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
        ring[row + index] = Self.turned(score + gain + scores[index])
      }
    }
    if frame + BarPointer.periods.upperBound >= evidence.beat.count { finish(frame) }
  }

  /// Moves scores to the next position in the bar.
  @inline(__always)
  private static func turned(_ scores: Positions) -> Positions {
    Positions(scores[3], scores[0], scores[1], scores[2], scores[6], scores[4], scores[5], scores[7])
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
      for (half, meter) in Self.meters.enumerated() {
        for position in 0..<meter {
          let departure = next[4 * half + (position + 1) % meter]
          let score = Double(departure) + taken[half]
          guard score > ends[half].score else { continue }
          ends[half] = End(frame: frame, position: position, period: index, score: score, departure: departure)
        }
      }
    }
  }
}
