extension BarGrid {
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
    beatsPerBar = Self.usualLength(of: indices)
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
    return indices.isEmpty ? self : BarGrid(beats: beats, downbeatIndices: indices, beatsPerBar: beatsPerBar)
  }

  private init(beats: [Double], downbeatIndices: [Int], beatsPerBar: Int) {
    self.beats = beats
    self.downbeatIndices = downbeatIndices
    self.beatsPerBar = beatsPerBar
  }

  /// The most common number of beats from one downbeat to the next, the smaller of equals; 4 if there is only one.
  private static func usualLength(of indices: [Int]) -> Int {
    var counts: [Int: Int] = [:]
    for (first, second) in zip(indices, indices.dropFirst()) { counts[second - first, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? 4
  }
}
