package import BeatTracking

/// An analysis in plain words: what was decided, what speaks for it, what else was considered, and how sure it is.
package struct Explanation: CustomStringConvertible {
  let analysis: SongAnalysis
  let hints: AnalysisHints

  /// - Parameter hints: What the analysis was told beforehand.
  package init(_ analysis: SongAnalysis, hints: AnalysisHints) {
    self.analysis = analysis
    self.hints = hints
  }

  /// Several lines, the last with its newline.
  package var description: String {
    let parts = [tempoLines, beatLines, meterLines, keyLines, sectionLines, soundLines]
    return parts.flatMap(\.self).map { $0 + "\n" }.joined()
  }

  /// A confidence in words and as a number.
  static func certainty(_ confidence: Double) -> String {
    "\(Certainty(confidence).words) (confidence \(DecimalText.fixed(min(max(confidence, 0), 1), digits: 2)))"
  }

  /// "Also considered: ..." in one line; none if nothing else was.
  static func runnersUp(_ candidates: [(name: String, score: Double)]) -> [String] {
    let worthSaying = candidates.filter { $0.score >= 0.01 }.prefix(4)
    guard !worthSaying.isEmpty else { return [] }
    let names = worthSaying.map { "\($0.name) (\(DecimalText.fixed(min($0.score, 1), digits: 2)))" }
    return ["  Also considered: \(names.joined(separator: ", "))."]
  }

  static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded()))%" }
}

// Tempo and beats.
extension Explanation {
  private var tempo: String { "\(DecimalText.fixed(analysis.beatsPerMinute, digits: 1)) BPM" }

  var tempoLines: [String] {
    let runnersUp = Self.runnersUp(
      analysis.tempoCandidates.filter { !Self.isSame($0.answer, analysis.beatsPerMinute) }.map {
        ("\(DecimalText.fixed($0.answer, digits: 1)) BPM\(relation(of: $0.answer))", $0.score)
      })
    if hints.beats != nil { return ["Tempo: \(tempo), from the beats that were given."] }
    switch hints.tempo {
    case .exactly(let told)?:
      let order = "\(DecimalText.fixed(told, digits: 1)) BPM was ordered"
      // Beats may stray a little from an order, as players do.
      let isKept = abs(analysis.beatsPerMinute / told - 1) < 0.002
      return ["Tempo: \(tempo), \(isKept ? "because \(order)" : "as near as the song lets it; \(order)")."] + runnersUp
    case .about(let told)? where Self.isSame(told, analysis.beatsPerMinute):
      return [
        "Tempo: \(tempo), near the \(DecimalText.fixed(told, digits: 1)) BPM that was hinted at; "
          + "\(Self.certainty(analysis.tempoConfidence))."
      ] + runnersUp
    case .about(let told)?:
      return [
        "Tempo: \(tempo); the hint of \(DecimalText.fixed(told, digits: 1)) BPM found too little support "
          + "(order it with --bpm \(DecimalText.fixed(told, digits: 0))!)."
      ] + runnersUp
    case nil: break
    }
    guard Certainty(analysis.tempoConfidence) != .madeUp else {
      return [
        "Tempo: no beat was found, so \(tempo) is made up.",
        "  Nothing comes back at a regular distance: silence, ambient sound or free rhythm.",
        "  If you know better: --bpm N! orders a tempo, --beats FILE gives the beats.",
      ]
    }
    return ["Tempo: \(tempo), \(Self.certainty(analysis.tempoConfidence))."] + tempoReasons + runnersUp
  }

  private var tempoReasons: [String] {
    var lines: [String] = []
    if analysis.isSteady {
      lines.append("  All beats lie on a straight grid: a machine's tempo.")
    } else if let (slowest, fastest) = tempoRange, fastest - slowest >= 0.5 {
      lines.append(
        "  It moves between \(DecimalText.fixed(slowest, digits: 1)) and \(DecimalText.fixed(fastest, digits: 1)) BPM.")
    }
    if Certainty(analysis.tempoConfidence) == .low {
      lines.append("  Little speaks for this tempo over others: look at the beats before you rely on them.")
    }
    return lines
  }

  /// The slowest and fastest tempo over eight beats, the wildest twentieths at both ends left out.
  private var tempoRange: (Double, Double)? {
    let spans = zip(analysis.beats, analysis.beats.dropFirst(8)).map { 8 * 60 / ($1 - $0) }.sorted()
    guard !spans.isEmpty else { return nil }
    return (spans[spans.count / 20], spans[spans.count - 1 - spans.count / 20])
  }

  private static func isSame(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 0.03 * b }

  /// How another tempo relates to the song's, such as ", half of it".
  private func relation(of other: Double) -> String {
    let ratios: [(Double, String)] = [
      (0.5, "half of it"), (2, "twice it"), (1.5, "three halves of it"), (2 / 3, "two thirds of it"),
      (3, "three times it"), (1 / 3, "a third of it"), (0.25, "a quarter of it"), (4, "four times it"),
      (0.75, "three quarters of it"), (4 / 3, "four thirds of it"),
    ]
    let match = ratios.first { Self.isSame(other, $0.0 * analysis.beatsPerMinute) }
    return match.map { ", \($0.1)" } ?? ""
  }

  var beatLines: [String] {
    let count = analysis.beats.count
    let first = DecimalText.fixed(analysis.beats.first ?? 0, digits: 3)
    let last = DecimalText.fixed(analysis.beats.last ?? 0, digits: 3)
    if hints.beats != nil { return ["Beats: the \(count) that were given, from \(first) s to \(last) s."] }
    var lines = ["Beats: \(count), from \(first) s to \(last) s; \(Self.certainty(analysis.beatConfidence))."]
    guard Certainty(analysis.beatConfidence) != .madeUp, !analysis.beatFeatures.isEmpty else { return lines }
    let clear = analysis.beatFeatures.count { $0.onsetStrength >= 0.2 }
    lines.append(
      "  On \(Self.percent(Double(clear) / Double(analysis.beatFeatures.count))) of them something clearly starts.")
    if Certainty(analysis.beatConfidence) == .low {
      lines.append("  They may lie between the real beats: --click makes a track to check by ear.")
    }
    return lines
  }
}
