/// The keys of a song that modulates, section by section.
struct SectionKeys {
  /// One per section; `nil` in the song's key, and where no key suits.
  let keys: [Key?]

  /// A change of key must gain this much: correlation times time in `usualSeconds`.
  private static let changePrice: Float = 0.25
  private static let usualSeconds = 16.0
  /// A section counts for at most this many times `usualSeconds`.
  private static let longestWeight = 2.0
  /// Keys that suit a section less well are none.
  private static let leastCorrelation: Float = 0.6

  /// The best sequence of keys is found by Viterbi decoding, with a price for each change, so that a passing chord or a
  /// relative key changes nothing.
  init(_ sections: [Section], song: SongFeatures, tuningCents: Double, home: Tonality) {
    guard sections.count > 1, let homeIndex = KeyProfiles.keys.firstIndex(of: home.key) else {
      keys = sections.map { _ in nil }
      return
    }
    let profiles = KeyProfiles()
    let columnRate = FeatureExtractor.frameRate / Double(song.chromaStride)
    let correlations = sections.map { section in
      let first = Int(section.startSeconds * columnRate)
      return profiles.correlations(
        song, columns: first..<max(Int(section.endSeconds * columnRate), first), tuningCents: tuningCents)
    }
    var scores = [Float](repeating: 0, count: KeyProfiles.keys.count)
    // To start away from home is a change, too.
    for index in scores.indices where index != homeIndex { scores[index] = -Self.changePrice }
    var origins: [[Int]] = []
    for (section, suits) in zip(sections, correlations) {
      let weight = Float(min((section.endSeconds - section.startSeconds) / Self.usualSeconds, Self.longestWeight))
      let best = scores.indices.max { scores[$0] < scores[$1] } ?? homeIndex
      let changed = scores[best] - Self.changePrice
      origins.append(scores.indices.map { scores[$0] >= changed ? $0 : best })
      for index in scores.indices {
        scores[index] = max(scores[index], changed) + weight * (suits[index] + home.bonuses[index])
      }
    }
    var state = scores.indices.max { scores[$0] < scores[$1] } ?? homeIndex
    var keys = [Key?](repeating: nil, count: sections.count)
    for index in sections.indices.reversed() {
      if state != homeIndex, correlations[index][state] >= Self.leastCorrelation {
        keys[index] = KeyProfiles.keys[state]
      }
      state = origins[index][state]
    }
    self.keys = keys
  }

  /// Gives the sections their keys, but for those in `songKey`: it may be another than the one heard.
  func marking(_ sections: [Section], butNot songKey: Key) -> [Section] {
    zip(sections, keys).map { section, key in
      var section = section
      section.key = key == songKey ? nil : key
      return section
    }
  }
}
