/// The keys of a song that modulates, section by section.
enum SectionKeys {
  /// A change of key must gain this much: correlation times time in `usualSeconds`.
  private static let changePrice: Float = 0.25
  private static let usualSeconds = 16.0
  /// A section counts for at most this many times `usualSeconds`.
  private static let longestWeight = 2.0
  /// Keys that suit a section less well are none.
  private static let leastCorrelation: Float = 0.6

  /// Marks the sections whose key is not the song's.
  ///
  /// The best sequence of keys is found by Viterbi decoding, with a price for each change, so that a passing chord or a
  /// relative key changes nothing.
  static func mark(_ sections: [Section], song: SongFeatures, tuningCents: Double, key: Key) -> [Section] {
    guard sections.count > 1, let home = KeyProfiles.keys.firstIndex(of: key) else { return sections }
    let profiles = KeyProfiles()
    let columnRate = FeatureExtractor.frameRate / Double(song.chromaStride)
    let correlations = sections.map { section in
      let first = Int(section.startSeconds * columnRate)
      return profiles.correlations(
        song, columns: first..<max(Int(section.endSeconds * columnRate), first), tuningCents: tuningCents)
    }
    var scores = [Float](repeating: 0, count: KeyProfiles.keys.count)
    // To start away from home is a change, too.
    for index in scores.indices where index != home { scores[index] = -changePrice }
    var origins: [[Int]] = []
    for (section, suits) in zip(sections, correlations) {
      let weight = Float(min((section.endSeconds - section.startSeconds) / usualSeconds, longestWeight))
      let best = scores.indices.max { scores[$0] < scores[$1] } ?? home
      let changed = scores[best] - changePrice
      origins.append(scores.indices.map { scores[$0] >= changed ? $0 : best })
      for index in scores.indices { scores[index] = max(scores[index], changed) + weight * suits[index] }
    }
    var state = scores.indices.max { scores[$0] < scores[$1] } ?? home
    var marked = sections
    for index in sections.indices.reversed() {
      if state != home, correlations[index][state] >= leastCorrelation { marked[index].key = KeyProfiles.keys[state] }
      state = origins[index][state]
    }
    return marked
  }
}
