import Glibc

/// The sequence of beats and bars that explains a song best.
///
/// A bar-pointer model (Whiteley, Cemgil and Godsill 2006; Krebs, Boeck and Widmer 2015): the state is the position in the
/// bar and the tempo, the tempo changes only at beats, the meter stays. As nothing but beats carries evidence, the states between
/// two beats need not be visited: Viterbi runs over (frame of a beat, position in the bar, period until the next beat).
struct BarPointer {
  /// Beat periods in frames: 40 to 273 beats per minute.
  static let periods = 22...150

  /// The lanes of one SIMD vector are the positions in a bar of four and in a bar of three.
  private typealias Positions = SIMD8<Float>
  private static let lanes: [(meter: Int, position: Int)] = [
    (4, 0), (4, 1), (4, 2), (4, 3), (3, 0), (3, 1), (3, 2),
  ]

  /// Beat frames, rising.
  private(set) var frames: [Int] = []
  /// Whether each beat opens a bar of three or four.
  private(set) var opensBar: [Bool] = []
  /// Shape: periods; the score of the best path that ends with each.
  private(set) var scores = [Float](repeating: -.infinity, count: periods.count)

  /// Cost of the squared relative change from one period to the next, and of each frame of it.
  private static let tempoChangeCost: Float = 6_000
  private static let jitterCost: Float = 0.01

  init(_ evidence: BeatEvidence) {
    let count = evidence.beat.count
    guard count > 1 else { return }
    let periods = Array(Self.periods)
    let width = periods.count
    let rows = periods[width - 1] + 1
    let none = Positions(repeating: -1e30)
    let links = Self.links()
    var ring = [Positions](repeating: none, count: rows * width)
    var arrivals = [Positions](repeating: none, count: width)
    var origins = [SIMD8<UInt8>](repeating: SIMD8(repeating: .max), count: count * width)
    var final = (score: -Float.infinity, frame: 0, lane: 0, index: 0)
    for frame in 0..<count {
      for index in 0..<width {
        let start = frame - periods[index]
        let arrived = start < 0 ? none : ring[start % rows * width + index]
        // The next position in the bar.
        arrivals[index] = Positions(
          arrived[3], arrived[0], arrived[1], arrived[2], arrived[6], arrived[4], arrived[5], -1e30)
      }
      let (plain, opening) = (evidence.beat[frame], evidence.downbeat[frame])
      let gain = Positions(opening, plain, plain, plain, opening, plain, plain, -1e30)
      let window = min((frame + Tempogram.windowHop / 2) / Tempogram.windowHop, evidence.period.count - 1)
      for index in 0..<width {
        // The first beat lies within the first period.
        var best = frame < periods[index] ? Positions() : none
        var origin = SIMD8<Int32>(repeating: 255)
        for link in links[index] {
          let candidate = arrivals[link.index] - link.cost
          let better = candidate .> best
          best.replace(with: candidate, where: better)
          origin.replace(with: SIMD8(repeating: Int32(link.index)), where: better)
        }
        let total = best + gain + evidence.period[window][index]
        ring[frame % rows * width + index] = total
        origins[frame * width + index] = SIMD8<UInt8>(truncatingIfNeeded: origin)
        if frame + periods[index] >= count {
          for lane in Self.lanes.indices where total[lane] > scores[index] {
            scores[index] = total[lane]
            if total[lane] > final.score { final = (total[lane], frame, lane, index) }
          }
        }
      }
    }
    var (frame, lane, index) = (final.frame, final.lane, final.index)
    while true {
      frames.append(frame)
      opensBar.append(Self.lanes[lane].position == 0)
      let origin = origins[frame * width + index][lane]
      guard origin != .max else { break }
      index = Int(origin)
      frame -= periods[index]
      let (meter, position) = Self.lanes[lane]
      lane += position == 0 ? meter - 1 : -1
    }
    frames.reverse()
    opensBar.reverse()
  }

  /// For each period those that may come before it, and what the change costs.
  private static func links() -> [[(index: Int, cost: Float)]] {
    periods.enumerated().map { index, period in
      let reach = 1 + period / 10
      return (max(index - reach, 0)...min(index + reach, periods.count - 1)).map { near in
        // Differences of one frame come from rounding, and are free.
        let change = max(Float(abs(near - index)) - 1, 0) / Float(period)
        return (near, tempoChangeCost * change * change + jitterCost * Float(abs(near - index)))
      }
    }
  }
}
