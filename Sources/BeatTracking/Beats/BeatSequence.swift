import Glibc

/// The sequence of beats that meets the strongest onsets at the steadiest tempo.
///
/// Dynamic programming over (frame, interval before it), after Ellis (2007), with the interval in the state so that the
/// tempo itself is smooth (compare the bar-pointer model of Krebs, Boeck and Widmer, 2015).
struct BeatSequence {
  /// Beat frames, rising.
  let frames: [Int]

  /// Costs of squared relative differences: of an interval from the one before, and of an interval from the path.
  private static let tempoChangeCost: Float = 6_000
  private static let pathCost: Float = 1_000
  /// Differences of one frame come from rounding, and are free.
  private static let freeFrames: Float = 1

  init(onsets strength: [Float], along path: TempoPath) {
    let count = strength.count
    guard count > 1, let fastest = path.periods.min(), let slowest = path.periods.max() else {
      frames = []
      return
    }
    let intervals = Array(max(fastest * 5 / 6, 8)...slowest * 6 / 5 + 1)
    let width = intervals.count
    // Compressed, so that a run of plain beats outweighs one loud accent off the beat.
    let strength = strength.map { powf($0, 0.6) }
    let mean = strength.reduce(0, +) / Float(count)
    var totals = [Float](repeating: 0, count: count * width)
    var origins = [Int16](repeating: -1, count: count * width)
    for frame in 0..<count {
      let here = strength[frame] - mean
      let expected = Float(path.period(atFrame: frame))
      for (index, interval) in intervals.enumerated() {
        let cell = frame * width + index
        let off = max(abs(Float(interval) - expected) - Self.freeFrames, 0) / expected
        let own = here - Self.pathCost * off * off
        let before = frame - interval
        guard before >= 0 else {
          totals[cell] = own
          continue
        }
        let reach = 1 + interval / 10
        var best = -Float.infinity
        var origin = 0
        for near in max(index - reach, 0)...min(index + reach, width - 1) {
          let change = max(Float(abs(near - index)) - Self.freeFrames, 0) / Float(interval)
          let score = totals[before * width + near] - Self.tempoChangeCost * change * change
          if score > best {
            best = score
            origin = near
          }
        }
        totals[cell] = best + own
        origins[cell] = Int16(origin)
      }
    }
    // The last beat lies within the song's last beat period.
    var cell = max(count - path.period(atFrame: count - 1), 0) * width
    for candidate in cell..<count * width where totals[candidate] > totals[cell] { cell = candidate }
    var beats: [Int] = []
    while true {
      let frame = cell / width
      beats.append(frame)
      guard origins[cell] >= 0 else { break }
      cell = (frame - intervals[cell % width]) * width + Int(origins[cell])
    }
    frames = beats.reversed()
  }
}
