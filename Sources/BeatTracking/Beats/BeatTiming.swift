/// Places beats between frames, at the onsets that they fall on.
struct BeatTiming {
  /// Seconds of each beat.
  let seconds: [Double]
  /// Whether a straight grid fits all beats.
  let isSteady: Bool
  /// The tempo: of the straight grid, or of the median beat.
  let beatsPerMinute: Double

  /// Frames between a beat and the onset that it may fall on.
  private static let searchReach = 3
  /// How far beats lie before the attacks they fall on: a slice that is cut at a beat has its attack whole.
  private static let leadSeconds = 0.001
  /// Seconds from a beat to the next.
  private static let leastInterval = 0.05
  /// Beats on either side whose onsets place a beat where the tempo drifts.
  private static let smoothingReach = 4
  /// Largest usual distance of a steady song's onsets from the grid, and the largest of nine tenths of its beats.
  private static let steadyMedianSeconds = 0.006
  private static let steadyNinthDecileSeconds = 0.03

  /// A beat as heard: where it should be by its frame, or where an onset is, and how much that tells.
  private struct Mark {
    var seconds: Double
    var weight: Double
  }

  init(frames: [Int], onsets: OnsetList) {
    let marks = Self.marks(of: frames, onsets: onsets)
    var local = marks.indices.map { Self.line(through: marks, around: $0, reach: Self.smoothingReach).start }
    // Lines through different beats may cross.
    for index in local.indices.dropFirst() { local[index] = max(local[index], local[index - 1] + Self.leastInterval) }
    if let grid = Self.straightGrid(through: marks, following: local) {
      seconds = marks.indices.map { grid.start + Double($0) * grid.period }
      isSteady = true
      beatsPerMinute = 60 / grid.period
    } else {
      seconds = local
      isSteady = false
      beatsPerMinute = local.count < 2 ? 0 : 60 / Self.medianInterval(of: local)
    }
  }

  /// - Parameter seconds: At least two, rising.
  static func medianInterval(of seconds: [Double]) -> Double {
    let intervals = zip(seconds.dropFirst(), seconds).map { $0 - $1 }.sorted()
    return intervals[intervals.count / 2]
  }

  /// Whether a straight grid fits these beats.
  static func isStraight(_ seconds: [Double]) -> Bool {
    straightGrid(through: seconds.map { Mark(seconds: $0, weight: 1) }, following: seconds) != nil
  }

  private static func marks(of frames: [Int], onsets: OnsetList) -> [Mark] {
    var next = 0
    return frames.map { frame in
      while next < onsets.frames.count, onsets.frames[next] < frame - searchReach { next += 1 }
      var best: Onset?
      var index = next
      while index < onsets.frames.count, onsets.frames[index] <= frame + searchReach {
        if onsets.onsets[index].strength > best?.strength ?? 0 { best = onsets.onsets[index] }
        index += 1
      }
      guard let best else { return Mark(seconds: Double(frame) / FeatureExtractor.frameRate, weight: 0.01) }
      return Mark(seconds: best.seconds - leadSeconds, weight: Double(best.strength) + 0.01)
    }
  }

  /// The weighted straight line through the marks within `reach` of `index`: its value there, and its slope.
  private static func line(through marks: [Mark], around index: Int, reach: Int) -> (start: Double, period: Double) {
    let reach = min(reach, index, marks.count - 1 - index)
    guard reach > 0 else { return (marks[index].seconds, 0) }
    return line(through: marks, in: index - reach..<index + reach + 1, origin: index)
  }

  private static func line(
    through marks: [Mark], in range: Range<Int>, origin: Int
  ) -> (start: Double, period: Double) {
    var (total, meanX, meanY) = (0.0, 0.0, 0.0)
    for near in range {
      total += marks[near].weight
      meanX += marks[near].weight * Double(near - origin)
      meanY += marks[near].weight * marks[near].seconds
    }
    meanX /= total
    meanY /= total
    var (covariance, variance) = (0.0, 0.0)
    for near in range {
      let distance = Double(near - origin) - meanX
      covariance += marks[near].weight * distance * (marks[near].seconds - meanY)
      variance += marks[near].weight * distance * distance
    }
    let period = variance > 0 ? covariance / variance : 0
    return (meanY - meanX * period, period)
  }

  /// The straight grid that the whole song follows, if it does.
  private static func straightGrid(
    through marks: [Mark], following local: [Double]
  ) -> (start: Double, period: Double)? {
    guard marks.count >= 8 else { return nil }
    var kept = marks
    var grid = line(through: kept, in: kept.indices, origin: 0)
    // Twice without the marks that lie off it: onsets that belong to something else.
    for _ in 0..<2 {
      for index in kept.indices {
        let off = abs(marks[index].seconds - grid.start - Double(index) * grid.period)
        kept[index].weight = off > 0.02 ? marks[index].weight * 0.01 : marks[index].weight
      }
      grid = line(through: kept, in: kept.indices, origin: 0)
    }
    let residuals = local.indices.map { abs(local[$0] - grid.start - Double($0) * grid.period) }.sorted()
    guard residuals[residuals.count / 2] <= steadyMedianSeconds,
      residuals[residuals.count * 9 / 10] <= steadyNinthDecileSeconds, grid.period > 0
    else { return nil }
    return grid
  }
}
