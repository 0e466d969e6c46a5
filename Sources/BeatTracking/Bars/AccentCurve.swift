/// What tells a downbeat from other beats: a new chord, a new bass note, a kick, no snare.
struct AccentCurve {
  /// Shape: frames; 0 at the mean onset, 1 a standard deviation of each of the four above it.
  let values: [Float]

  /// Seconds before and after a chord's change and a bass note's that are compared.
  private static let chordSeconds = 0.8
  private static let bassSeconds = 0.5
  /// Frames around a beat where its drums may strike.
  private static let drumReach = 3

  init(onsets: OnsetStrength, peaks: [Int], song: SongFeatures) {
    let count = onsets.frameCount
    let rate = FeatureExtractor.frameRate / Double(song.chromaStride)
    let chord = HarmonicChange(of: song.chroma).curve(reach: Int(Self.chordSeconds * rate))
    let bass = HarmonicChange(of: song.bassChroma).curve(reach: Int(Self.bassSeconds * rate))
    let stride = song.chromaStride
    // What varies less than `least` is taken for constant: harmony that does not change, a drum that strikes every beat.
    let parts: [(weight: Float, least: Float, curve: [Float])] = [
      (1, 0.02, (0..<count).map { chord[$0 / stride] }),
      (1, 0.02, (0..<count).map { bass[$0 / stride] }),
      (0.5, 0.2, Self.strongest(of: onsets.low)),
      (-0.3, 0.2, Self.strongest(of: onsets.high)),
    ]
    var values = [Float](repeating: 0, count: count)
    for part in parts {
      let standard = Self.standardised(part.curve, at: peaks, least: part.least)
      for frame in values.indices { values[frame] += part.weight * standard[frame] }
    }
    self.values = values
  }

  /// The accents at `frames`, 0 beyond the song.
  func values(at frames: [Int]) -> [Float] {
    frames.map { values.indices.contains($0) ? values[$0] : 0 }
  }

  private static func strongest(of values: [Float]) -> [Float] {
    values.indices.map { frame in
      values[max(frame - drumReach, 0)..<min(frame + drumReach + 1, values.count)].max() ?? 0
    }
  }

  /// `curve` around 0 in units of its standard deviation at the onsets `peaks`, within -2...3.
  private static func standardised(_ curve: [Float], at peaks: [Int], least: Float) -> [Float] {
    let count = Float(max(peaks.count, 1))
    let mean = peaks.reduce(0) { $0 + curve[$1] } / count
    let variance = peaks.reduce(0) { $0 + (curve[$1] - mean) * (curve[$1] - mean) } / count
    let scale = 1 / max(variance.squareRoot(), least)
    return curve.map { min(max(($0 - mean) * scale, -2), 3) }
  }
}
