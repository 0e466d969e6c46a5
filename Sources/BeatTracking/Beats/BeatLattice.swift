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
  /// The best path to a beat at each of the last frames, by the period that follows it.
  ///
  /// Shape: rows x periods; frame `t` lies in row `t mod rows`.
  private var ring = [Positions](repeating: impossible, count: rows * width)
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
    let count = evidence.beat.count
    let width = Self.width
    var arrivals = [Positions](repeating: Self.impossible, count: width)
    if origins.count < frames.count * width {
      origins = [SIMD8<UInt8>](repeating: SIMD8(repeating: .max), count: frames.count * width)
    }
    for frame in frames {
      if frame.isMultiple(of: Self.rebaseInterval) { rebase() }
      arrive(at: frame, into: &arrivals)
      let (plain, opening) = (evidence.beat[frame], evidence.downbeat[frame])
      let gain = Positions(opening, plain, plain, plain, opening, plain, plain, -1e30)
      let periods = evidence.period[evidence.window(at: frame)]
      let row = frame % Self.rows * width
      var link = 0
      for index in 0..<width {
        let period = BarPointer.periods.lowerBound + index
        // The first beat lies within the first period.
        var best = frame < period ? Positions() : Self.impossible
        var origin = SIMD8<Int32>(repeating: 255)
        for other in predecessors[index] {
          let candidate = arrivals[other] - changeCosts[link]
          let better = candidate .> best
          best.replace(with: candidate, where: better)
          origin.replace(with: SIMD8(repeating: Int32(other)), where: better)
          link += 1
        }
        let total = best + gain + periods[index]
        ring[row + index] = total
        origins[(frame - frames.lowerBound) * width + index] = SIMD8<UInt8>(truncatingIfNeeded: origin)
        if frame + period >= count { finish(total, frame: frame, index: index) }
      }
    }
  }

  /// Writes the best paths that reach a beat at `frame`, by its place in the bar and the period that leads to it.
  private func arrive(at frame: Int, into arrivals: inout [Positions]) {
    for index in 0..<Self.width {
      let start = frame - BarPointer.periods.lowerBound - index
      let arrived = start < 0 ? Self.impossible : ring[start % Self.rows * Self.width + index]
      // The next position in the bar.
      arrivals[index] = Positions(
        arrived[3], arrived[0], arrived[1], arrived[2], arrived[6], arrived[4], arrived[5], -1e30)
    }
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
