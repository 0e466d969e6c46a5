import SignalProcessing

/// The best path to each state of a `BarPointer`, kept for as many frames back as a beat can be long.
struct BeatLattice {
  typealias Positions = SIMD8<Float>

  /// The last beat of the best path: its frame, and the indices of its lane and of its period.
  private(set) var end = (frame: 0, lane: 0, period: 0)

  private static let width = BarPointer.periods.count
  private static let rows = BarPointer.periods.upperBound + 1
  private static let impossible = Positions(repeating: -1e30)
  /// Cost of the squared relative change from one period to the next, and of each frame of it.
  private static let tempoChangeCost: Float = 6_000
  private static let jitterCost: Float = 0.01
  /// A beat may last longer or shorter than the one before by its own length over this, and a frame: such a change costs
  /// about 20 already.
  private static let longestChange = 16

  private let evidence: BeatEvidence
  /// The indices of the periods that may come before each period.
  private let predecessors = (0..<width).map(periods(near:))
  /// What the change from each of them costs, for one period after the other.
  private let changeCosts = (0..<width).flatMap(costs(to:))
  /// The best path to a beat at each of the next frames, by the period that leads to it, with the place of that beat.
  ///
  /// Shape: rows x periods; frame `t` lies in row `t mod rows`.
  private var ring = [Positions](repeating: impossible, count: rows * width)
  /// The row of the current frame.
  private var arrivals = [Positions](repeating: impossible, count: width)
  private var bestScore = -Double.infinity
  /// What has been taken off all scores of the ring: floats would lose the small costs in a song of hours.
  private var taken = 0.0
  /// Frames after which scores are brought down again.
  private static let rebaseInterval = 4_096

  init(_ evidence: BeatEvidence) {
    self.evidence = evidence
  }

  /// Goes on over `frames`, which follow those before.
  ///
  /// - Parameter origins: Becomes the index of the period before each beat, by frame, period and lane; 255 for a first beat.
  ///   Shape: frames x periods.
  mutating func advance(over frames: Range<Int>, origins: inout [SIMD8<UInt8>]) {
    let (count, width) = (evidence.beat.count, Self.width)
    if origins.count < frames.count * width {
      origins = [SIMD8<UInt8>](repeating: SIMD8(), count: frames.count * width)
    }
    for frame in frames {
      if frame.isMultiple(of: Self.rebaseInterval) { rebase() }
      let row = frame % Self.rows * width
      arrivals.replaceSubrange(0..<width, with: ring[row..<row + width])
      let isLast = frame + BarPointer.periods.upperBound >= count
      let totals = leave(frame, origins: &origins, from: (frame - frames.lowerBound) * width, keepsTotals: isLast)
      for index in totals.indices where frame + BarPointer.periods.lowerBound + index >= count {
        finish(totals[index], frame: frame, index: index)
      }
    }
  }

  /// Makes the best paths that reach a beat at `frame` those that leave it, for each period until the next beat.
  ///
  /// - Parameter keepsTotals: Whether their scores are returned.
  private mutating func leave(
    _ frame: Int, origins: inout [SIMD8<UInt8>], from firstOrigin: Int, keepsTotals: Bool
  ) -> [Positions] {
    let (plain, opening) = (evidence.beat[frame], evidence.downbeat[frame])
    let gain = Positions(opening, plain, plain, plain, opening, plain, plain, -1e30)
    let window = evidence.period[evidence.window(at: frame)]
    let (arrivals, predecessors, changeCosts) = (self.arrivals, self.predecessors, self.changeCosts)
    let scores = window.span
    var written = origins.mutableSpan
    var ring = self.ring.mutableSpan
    var totals: [Positions] = []
    var link = 0
    var row = (frame + BarPointer.periods.lowerBound) % Self.rows
    for index in 0..<Self.width {
      let near = predecessors[index]
      // The first beat lies within the first period.
      let isFirst = frame < BarPointer.periods.lowerBound + index
      let (best, origin) = Self.best(
        of: arrivals.span.extracting(near), costs: changeCosts.span.extracting(link..<link + near.count),
        after: isFirst ? Positions() : Self.impossible, firstPlace: near.lowerBound)
      link += near.count
      let total = best + gain + scores[index]
      if keepsTotals { totals.append(total) }
      written[firstOrigin + index] = origin
      // The next position in the bar.
      ring[row * Self.width + index] = Positions(
        total[3], total[0], total[1], total[2], total[6], total[4], total[5], -1e30)
      row = row + 1 == Self.rows ? 0 : row + 1
    }
    return totals
  }

  /// The highest of the scores less their costs, or `least` if none is higher, and which it is: the first of equals, counted
  /// from `firstPlace`; 255 for `least`.
  @inline(__always)
  private static func best(
    of scores: Span<Positions>, costs: Span<Float>, after least: Positions, firstPlace: Int
  ) -> (Positions, SIMD8<UInt8>) {
    precondition(scores.count == costs.count, "every score has its cost")
    // Halves, as they fit the registers; places as numbers of which the lowest bits are whole, as they are compared like
    // scores.
    let none: Float = 0x1p23
    var (low, high) = (least.lowHalf, least.highHalf)
    var (lowPlace, highPlace) = (SIMD4<Float>(repeating: none), SIMD4<Float>(repeating: none))
    var place = SIMD4<Float>(repeating: none + Float(firstPlace + 1))
    for index in scores.indices {
      let (score, cost) = unsafe (scores[unchecked: index], SIMD4(repeating: costs[unchecked: index]))
      let (lowScore, highScore) = (score.lowHalf - cost, score.highHalf - cost)
      // Places rise, so the last that is better is the largest.
      lowPlace = lowPlace.larger(SIMD4().replacing(with: place, where: low .< lowScore))
      highPlace = highPlace.larger(SIMD4().replacing(with: place, where: high .< highScore))
      low = low.larger(lowScore)
      high = high.larger(highScore)
      place += 1
    }
    let places = unsafe unsafeBitCast(SIMD8(lowHalf: lowPlace, highHalf: highPlace), to: SIMD8<UInt32>.self)
    return (SIMD8(lowHalf: low, highHalf: high), SIMD8<UInt8>(truncatingIfNeeded: places) &- 1)
  }

  private mutating func finish(_ total: Positions, frame: Int, index: Int) {
    for lane in BarPointer.lanes.indices where Double(total[lane]) + taken > bestScore {
      bestScore = Double(total[lane]) + taken
      end = (frame, lane, index)
    }
  }

  /// Takes the best score off all of them.
  private mutating func rebase() {
    let highest = ring.reduce(-Float.infinity) { max($0, $1.max()) }
    guard highest > -1e29 else { return }
    for index in ring.indices { ring[index] -= highest }
    taken += Double(highest)
  }

  private static func periods(near index: Int) -> Range<Int> {
    let reach = 1 + (BarPointer.periods.lowerBound + index) / longestChange
    return max(index - reach, 0)..<min(index + reach + 1, width)
  }

  private static func costs(to index: Int) -> [Float] {
    periods(near: index).map { other in
      // Differences of one frame come from rounding, and are free.
      let change = max(Float(abs(other - index)) - 1, 0) / Float(BarPointer.periods.lowerBound + index)
      return tempoChangeCost * change * change + jitterCost * Float(abs(other - index))
    }
  }
}
