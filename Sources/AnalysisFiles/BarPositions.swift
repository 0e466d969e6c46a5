import BeatTracking

/// The place of each beat in its bar.
enum BarPositions {
  /// How close a downbeat lies to its beat, in seconds: they are the same numbers, but for rounding.
  private static let tolerance = 0.001

  /// 1 for a downbeat, then 2, 3, ...; beats before the first downbeat count towards it.
  ///
  /// Shape: beats.
  static func of(_ analysis: SongAnalysis) -> [Int] {
    var downbeats = analysis.downbeats[...]
    var indices: [Int] = []
    for (index, beat) in analysis.beats.enumerated() {
      while let next = downbeats.first, next < beat - tolerance { downbeats.removeFirst() }
      if let next = downbeats.first, next <= beat + tolerance { indices.append(index) }
    }
    guard let first = indices.first else { return [Int](repeating: 1, count: analysis.beats.count) }
    let length = max(analysis.beatsPerBar, 1)
    var positions: [Int] = []
    var nextBar = 0
    for index in analysis.beats.indices {
      while nextBar + 1 < indices.count, indices[nextBar + 1] <= index { nextBar += 1 }
      let ahead = first - index
      positions.append(ahead > 0 ? (length - ahead % length) % length + 1 : index - indices[nextBar] + 1)
    }
    return positions
  }
}
