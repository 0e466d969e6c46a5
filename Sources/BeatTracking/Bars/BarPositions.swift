/// The place of each beat in its bar.
package enum BarPositions {
  /// 1 for a downbeat, then 2, 3, ...; beats before the first downbeat count towards it.
  ///
  /// Shape: beats.
  package static func of(_ analysis: SongAnalysis) -> [Int] {
    let downbeats = analysis.downbeatIndices
    guard let first = downbeats.first else { return [Int](repeating: 1, count: analysis.beats.count) }
    let length = max(analysis.beatsPerBar, 1)
    var positions: [Int] = []
    var bar = 0
    for index in analysis.beats.indices {
      while bar + 1 < downbeats.count, downbeats[bar + 1] <= index { bar += 1 }
      let ahead = first - index
      positions.append(ahead > 0 ? (length - ahead % length) % length + 1 : index - downbeats[bar] + 1)
    }
    return positions
  }
}
