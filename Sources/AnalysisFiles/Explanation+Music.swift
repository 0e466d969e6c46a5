import BeatTracking

// Meter, key and sound.
extension Explanation {
  var meterLines: [String] {
    let offset = hints.downbeatOffset == 0 ? "" : ", moved by \(hints.downbeatOffset) beats as asked"
    let bars = "Bars: \(analysis.meter) (\(analysis.beatsPerBar) beats)"
    if hints.beats != nil, hints.downbeats != nil { return ["\(bars), from the downbeats that were given\(offset)."] }
    var lines = ["\(bars)\(offset), \(Self.certainty(analysis.downbeatConfidence))."]
    guard Certainty(analysis.downbeatConfidence) != .madeUp else { return lines }
    if let gain = downbeatGainDB, gain >= 1 {
      lines.append("  The bass is \(DecimalText.fixed(gain, digits: 0)) dB stronger on downbeats than on other beats.")
    }
    if let (on, off) = rootChanges, on > off + 0.05 {
      lines.append(
        "  The harmony moves on \(Self.percent(on)) of the downbeats and on \(Self.percent(off)) of the other beats.")
    }
    return lines
      + Self.runnersUp(
        analysis.meterCandidates.filter { $0.answer != analysis.meter }.map { ("\($0.answer)", $0.score) })
  }

  /// Indices of beats that have features, apart by whether they open a bar.
  private var beatsByRole: (on: [Int], off: [Int]) {
    let positions = BarPositions.of(analysis)
    let indices = analysis.beatFeatures.indices
    return (indices.filter { positions[$0] == 1 }, indices.filter { positions[$0] != 1 })
  }

  private var downbeatGainDB: Double? {
    let (on, off) = beatsByRole
    let power = { (indices: [Int]) in
      indices.map { Double(self.analysis.beatFeatures[$0].lowBandLevel) }.reduce(0) { $0 + $1 * $1 }
        / Double(max(indices.count, 1))
    }
    guard power(on) > 0, power(off) > 0 else { return nil }
    return DecimalText.decibels(ofPowerRatio: power(on) / power(off))
  }

  private var rootChanges: (on: Double, off: Double)? {
    let (on, off) = beatsByRole
    let share = { (indices: [Int]) -> Double? in
      let roots = indices.filter { $0 > 0 }.compactMap { index -> Bool? in
        guard let root = self.analysis.beatFeatures[index].root,
          let before = self.analysis.beatFeatures[index - 1].root
        else { return nil }
        return root != before
      }
      return roots.count < 8 ? nil : Double(roots.count { $0 }) / Double(roots.count)
    }
    guard let on = share(on), let off = share(off) else { return nil }
    return (on, off)
  }

  var keyLines: [String] {
    let runnersUp = Self.runnersUp(
      analysis.keyCandidates.filter { $0.answer != analysis.key }.map { candidate in
        ("\(candidate.answer)\(relation(of: candidate.answer))", candidate.score)
      })
    if hints.key != nil {
      let heard = analysis.keyCandidates.first.map { "; by ear it would be \($0.answer)" } ?? ""
      return ["Key: \(analysis.key), because it was given\(heard)."]
    }
    guard Certainty(analysis.keyConfidence) != .madeUp else {
      return ["Key: nothing with a pitch was heard, so \(analysis.key) is made up; --key NAME gives one."]
    }
    var lines = ["Key: \(analysis.key), \(Self.certainty(analysis.keyConfidence))."]
    if let share = shareInScale {
      lines.append("  \(Self.percent(share)) of what sounds belongs to its scale.")
    }
    return lines + runnersUp
  }

  /// How much of the chroma lies on the seven notes of the key (in minor also the raised seventh).
  private var shareInScale: Double? {
    let steps = analysis.key.mode == .major ? [0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10, 11]
    let tonic = analysis.key.tonic.semitonesAboveC
    var (inside, total) = (0.0, 0.0)
    for feature in analysis.beatFeatures where feature.chroma.count == 12 {
      for step in steps { inside += Double(feature.chroma[(tonic + step) % 12]) }
      total += Double(feature.chroma.reduce(0, +))
    }
    return total > 0 ? inside / total : nil
  }

  private func relation(of other: Key) -> String {
    let interval = (other.tonic.semitonesAboveC - analysis.key.tonic.semitonesAboveC + 12) % 12
    switch (analysis.key.mode == other.mode, interval) {
    case (true, 7): return ", a fifth up"
    case (true, 5): return ", a fifth down"
    case (false, 0): return ", the same tonic"
    case (false, 3) where analysis.key.mode == .minor, (false, 9) where analysis.key.mode == .major:
      return ", its relative"
    default: return ""
    }
  }

  var soundLines: [String] {
    let reference = DecimalText.fixed(440 * DecimalText.ratio(ofCents: analysis.tuningCents), digits: 1)
    let cents = DecimalText.fixed(analysis.tuningCents, digits: 0)
    let loudness =
      analysis.loudnessLUFS.map { "\(DecimalText.fixed($0, digits: 1)) LUFS" } ?? "silent, or too short to measure"
    return [
      "Tuning: A at \(reference) Hz (\(analysis.tuningCents >= 0.5 ? "+" : "")\(cents) cents).",
      "Loudness: \(loudness).",
    ]
  }
}
