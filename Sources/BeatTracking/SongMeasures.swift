package import Audio

/// What a song tells before its beats are looked for.
package struct SongMeasures: Sendable {
  let song: SongFeatures
  let durationSeconds: Double
  let sampleCount: Int
  let strength: OnsetStrength
  let onsets: OnsetList
  let accents: AccentCurve
  let tempogram: Tempogram
  let tuningCents: Double

  /// - Parameters:
  ///   - features: All frames of the song as `FeatureExtractor` writes them.
  ///   - source: The song itself, for what frames are too coarse to tell.
  ///   - passed: Called now and then, when nothing of what was read so far is needed any more.
  package init(features: Span<Float>, source: StereoSpan, passed: () -> Void = {}) {
    let song = SongFeatures(features)
    passed()
    let strength = OnsetStrength(song)
    let onsets = OnsetList(strength, source: source, passed: passed)
    self.song = song
    self.strength = strength
    self.onsets = onsets
    durationSeconds = WorkingFormat.seconds(ofSamples: source.count)
    sampleCount = source.count
    accents = AccentCurve(onsets: strength, peaks: onsets.frames, song: song)
    tempogram = Tempogram(of: strength.strength)
    tuningCents = Tuning.cents(of: song)
  }
}
