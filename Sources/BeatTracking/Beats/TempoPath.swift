import Glibc

/// The beat period over the course of a song.
struct TempoPath {
  private static let meanBeatsPerMinute = 125.0
  private static let widthOctaves = 1.2
  /// Cost of the squared logarithm of a change from one window to the next.
  private static let driftCost: Float = 100

  /// Shape: tempogram windows; beat period in frames.
  let periods: [Int]

  /// The smoothest strong path through the tempogram (Viterbi), under a log-normal prior of tempo.
  init(through tempogram: Tempogram) {
    let candidates = Array(Tempogram.shortestPeriod...Tempogram.longestPeriod)
    let prior = candidates.map { Self.prior(period: Double($0)) }
    var total = [Float](repeating: 0, count: candidates.count)
    var origins: [[Int32]] = []
    for row in tempogram.rows {
      var next = [Float](repeating: 0, count: candidates.count)
      var origin = [Int32](repeating: 0, count: candidates.count)
      for (index, period) in candidates.enumerated() {
        // A tempo may drift by a few percent from one second to the next.
        let reach = 1 + period / 12
        var best = -Float.infinity
        for near in max(index - reach, 0)...min(index + reach, candidates.count - 1) {
          let drift = logf(Float(candidates[near]) / Float(period))
          let score = total[near] - Self.driftCost * drift * drift
          if score > best {
            best = score
            origin[index] = Int32(near)
          }
        }
        next[index] = best + max(Tempogram.comb(row, period: period), 0) * prior[index]
      }
      total = next
      origins.append(origin)
    }
    var state = total.indices.max { total[$0] < total[$1] } ?? 0
    var path: [Int] = []
    for origin in origins.reversed() {
      path.append(candidates[state])
      state = Int(origin[state])
    }
    periods = path.reversed()
  }

  /// The beat period at a frame.
  func period(atFrame frame: Int) -> Int {
    let window = min((frame + Tempogram.windowHop / 2) / Tempogram.windowHop, periods.count - 1)
    return window < 0 ? 50 : periods[window]
  }

  /// How likely listeners find a beat period: log-normal.
  static func prior(period: Double) -> Float {
    let octaves = log2(6_000 / period / meanBeatsPerMinute)
    return Float(exp(-0.5 * octaves * octaves / (widthOctaves * widthOctaves)))
  }
}
