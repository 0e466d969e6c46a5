/// The beats and bars of a song, as heard or as given.
struct PulseAnalysis {
  let grid: BeatGrid
  let bars: BarGrid

  /// What a network's log odds of a downbeat count beside an accent's standard deviations.
  private static let networkWeight: Float = 1

  /// - Parameter activation: What a network hears, if it is to be asked.
  init(_ measures: SongMeasures, activation: BeatActivation?, hints: AnalysisHints) {
    if let beats = hints.beats, let given = hints.bars {
      grid = BeatGrid(given: beats)
      bars = given.moved(byBeats: hints.downbeatOffset)
      return
    }
    let (tempogram, accents) = (measures.tempogram, measures.accents)
    if let beats = hints.beats {
      grid = BeatGrid(given: beats)
    } else {
      let prior = TempoPrior(hints.tempo)
      let evidence = BeatEvidence(
        onsets: measures.strength, accents: accents, tempogram: tempogram, activation: activation, prior: prior)
      grid = BeatGrid(
        evidence: evidence, tempogram: tempogram, onsets: measures.onsets, prior: prior,
        durationSeconds: measures.durationSeconds)
    }
    let heard: BarGrid
    if grid.isMadeUp {
      heard = BarGrid(fours: grid.beats)
    } else {
      let heardAccents = zip(grid.frames, accents.values(at: grid.frames)).map { frame, accent in
        accent + Self.networkWeight * (activation?.barLogOdds(at: frame) ?? 0)
      }
      heard = BarGrid(beats: grid.beats, accents: heardAccents, isCompound: grid.isCompound)
    }
    bars = heard.moved(byBeats: hints.downbeatOffset)
  }
}
