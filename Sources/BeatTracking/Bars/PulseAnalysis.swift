/// The beats and bars of a song, as heard or as given.
struct PulseAnalysis {
  let grid: BeatGrid
  let bars: BarGrid

  /// What a network's log odds of a downbeat count beside an accent's standard deviations.
  private static let networkWeight: Float = 1

  init(
    _ song: SongFeatures, strength: OnsetStrength, onsets: OnsetList, durationSeconds: Double, hints: AnalysisHints
  ) {
    if let beats = hints.beats, let given = hints.downbeats.flatMap({ BarGrid(beats: beats, downbeats: $0) }) {
      grid = BeatGrid(given: beats)
      bars = given.moved(byBeats: hints.downbeatOffset)
      return
    }
    let activation = hints.usesNetwork ? BeatActivation(song) : nil
    let accents = AccentCurve(onsets: strength, peaks: onsets.frames, song: song)
    if let beats = hints.beats {
      grid = BeatGrid(given: beats)
    } else {
      let tempogram = Tempogram(of: strength.strength)
      let prior = TempoPrior(hints.tempo)
      let evidence = BeatEvidence(
        onsets: strength, accents: accents, tempogram: tempogram, activation: activation, prior: prior)
      grid = BeatGrid(
        evidence: evidence, tempogram: tempogram, onsets: onsets, prior: prior, durationSeconds: durationSeconds)
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
