package import BeatTracking

/// What a listener should know who relies on an analysis, each in one line.
package enum AnalysisWarnings {
  /// - Parameter hints: What was told is not doubted.
  package static func of(_ analysis: SongAnalysis, hints: AnalysisHints) -> [String] {
    // Less than 400 ms have no loudness, whatever they hold.
    if analysis.loudnessLUFS == nil, analysis.durationSeconds >= 1 { return ["the song is silent"] }
    guard hints.beats == nil else { return [] }
    let tempo = "\(analysis.beatsPerMinute.rounded(stepsPerUnit: 10)) BPM"
    let advice = "--bpm or --beats can tell"
    if case .exactly = hints.tempo {
      guard Certainty(analysis.beatConfidence) == .madeUp else { return [] }
      return ["no beat was found: the grid of \(tempo) starts where it may"]
    }
    switch (Certainty(analysis.tempoConfidence), Certainty(analysis.beatConfidence)) {
    case (.madeUp, _): return ["no beat was found: \(tempo) is assumed; \(advice)"]
    case (.low, _): return ["the tempo is hard to make out: \(tempo) is the best guess; \(advice)"]
    case (_, .madeUp), (_, .low): return ["the beat is hard to make out: it may be off at \(tempo); \(advice)"]
    default: return []
    }
  }
}
