import Glibc

/// Which beats open a bar.
struct BarGrid {
  /// Beat times in seconds.
  let beats: [Double]
  /// Indices into `beats`, rising.
  private(set) var downbeatIndices: [Int]
  let meter: Meter
  let candidates: [Candidate<Meter>]
  /// 0...1: how far the accents tell this place of the bar line from every other.
  let confidence: Double

  var downbeats: [Double] { downbeatIndices.map { beats[$0] } }
  var beatsPerBar: Int { meter.beatsPerBar }

  /// - Parameters:
  ///   - accents: Shape: beats.
  ///   - isCompound: Whether beats divide in three.
  init(beats: [Double], accents: [Float], isCompound: Bool) {
    let path = MeterPath(accents: accents)
    self.beats = beats
    downbeatIndices = path.downbeatIndices
    // Swing divides in three as well, in bars of four.
    func meter(_ beatsPerBar: Int) -> Meter {
      Meter(beatsPerBar: beatsPerBar, isCompound: isCompound && beatsPerBar == 2)
    }
    self.meter = meter(path.beatsPerBar)
    candidates = path.shares.map { Candidate(meter($0.beatsPerBar), score: $0.share) }
    confidence = path.confidence
  }

  /// Bars of four from the first beat on: all that can be said where nothing is heard.
  init(fours beats: [Double]) {
    self.beats = beats
    downbeatIndices = Array(stride(from: 0, to: beats.count, by: 4))
    meter = Meter(beatsPerBar: 4)
    candidates = [Candidate(meter, score: 0)]
    confidence = 0
  }

  /// Bars over `beats` that open where somebody who knows the song says so.
  ///
  /// - Parameter downbeats: In seconds, rising, each on a beat; at least one.
  init(beats: [Double], downbeats: [Double]) {
    precondition(!downbeats.isEmpty, "bars open with downbeats")
    var indices: [Int] = []
    var next = 0
    for downbeat in downbeats {
      // The closest beat: a downbeat that was written down with fewer digits is still that beat.
      while next + 1 < beats.count, abs(beats[next + 1] - downbeat) <= abs(beats[next] - downbeat) { next += 1 }
      if indices.last != next { indices.append(next) }
    }
    self.beats = beats
    downbeatIndices = indices
    meter = Meter(beatsPerBar: Self.usualLength(of: indices))
    candidates = [Candidate(meter, score: 1)]
    confidence = 1
  }

  /// These bars with every downbeat `offset` beats later (earlier, if negative), and the bars that then lack at
  /// either end.
  func moved(byBeats offset: Int) -> BarGrid {
    guard offset != 0, beatsPerBar > 1, !offset.isMultiple(of: beatsPerBar) else { return self }
    // A whole bar further all is as before, but at the ends.
    let shift = offset % beatsPerBar
    var indices = downbeatIndices.map { $0 + shift }
    while let first = indices.first, first - beatsPerBar >= 0 { indices.insert(first - beatsPerBar, at: 0) }
    while let last = indices.last, last + beatsPerBar < beats.count { indices.append(last + beatsPerBar) }
    indices.removeAll { !beats.indices.contains($0) }
    guard !indices.isEmpty else { return self }
    var moved = self
    moved.downbeatIndices = indices
    return moved
  }

  /// The most common number of beats from one downbeat to the next, the smaller of equals; 4 if there is only one.
  private static func usualLength(of indices: [Int]) -> Int {
    var counts: [Int: Int] = [:]
    for (first, second) in zip(indices, indices.dropFirst()) { counts[second - first, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? 4
  }
}
