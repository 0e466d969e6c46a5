import Synthesis

extension StyleReader {
  private static let sweeps = ["riser", "down-lifter"]
  private static let effectNames = sweeps + ["vinyl"] + InstrumentNames.drums

  /// `crash -6 dB`, `riser 4`, `vinyl`.
  mutating func effect(_ node: StyleNode, bars: Int) -> SceneEffect? {
    value(of: node, expected: "an effect such as crash or 'riser 4'") { text throws(Complaint) in
      var words = text.words[...]
      let name = words.popFirst() ?? ""
      let sound: SceneEffect.Sound
      if Self.sweeps.contains(name) {
        let length = try Self.sweepBars(&words, of: name, limit: bars)
        sound = name == "riser" ? .riser(bars: length) : .downLifter(bars: length)
      } else if name == "vinyl" {
        sound = .vinyl
      } else if let drum = DrumSound(rawValue: name) {
        sound = .hit(drum)
      } else {
        throw Complaint("unknown effect '\(name.shortened)'\(NearestName.question(name, in: Self.effectNames))")
      }
      guard !words.isEmpty else { return SceneEffect(sound) }
      let level = try Quantity.value(words.joined(separator: " "), unit: .decibels, in: -60...12)
      return SceneEffect(sound, levelDB: level)
    }
  }

  /// The bars that a riser or down-lifter lasts; the whole scene if it says nothing.
  private static func sweepBars(
    _ words: inout ArraySlice<String>, of name: String, limit: Int
  ) throws(Complaint) -> Int {
    guard let word = words.first, let bars = Quantity.count(word), words.dropFirst().first?.lowercased() != "db" else {
      return limit
    }
    guard (1...limit).contains(bars) else {
      throw Complaint("found '\(name) \(word)' in a scene of \(limit) bars, expected 1 to \(limit)")
    }
    words.removeFirst()
    return bars
  }
}
