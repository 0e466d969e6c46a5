import Glibc

/// The beats of a song in seconds.
struct BeatGrid {
  let beats: [Double]
  let beatsPerMinute: Double
  let confidence: Double

  /// Fewer beats than this are no evidence of a beat.
  private static let fewestBeats = 16
  private static let fallbackBeatsPerMinute = 120.0
  /// Seconds from an onset's maximum of onset strength to its attack, measured on clicks and recordings.
  static let onsetLagSeconds = 0.004

  init(onsets: OnsetStrength, song: SongFeatures, durationSeconds: Double) {
    let strength = onsets.strength
    guard strength.contains(where: { $0 > 0 }) else {
      self.init(steadyFor: durationSeconds)
      return
    }
    let tempogram = Tempogram(of: strength)
    let path = TempoPath(through: tempogram)
    let sequence = BeatSequence(onsets: strength, along: path)
    let clarity = Self.clarity(of: path, in: tempogram, frames: strength.count)
    guard sequence.frames.count >= Self.fewestBeats, clarity > 0 else {
      self.init(steadyFor: durationSeconds)
      return
    }
    let times = BeatTiming.seconds(of: sequence.frames, onsets: strength)
      .map { $0 - Self.onsetLagSeconds }
      .filter { $0 >= 0 && $0 < durationSeconds }
    let intervals = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
    self.init(beats: times, beatsPerMinute: 60 / intervals[intervals.count / 2], confidence: clarity)
  }

  private init(beats: [Double], beatsPerMinute: Double, confidence: Double) {
    self.beats = beats
    self.beatsPerMinute = beatsPerMinute
    self.confidence = confidence
  }

  /// A made-up grid from 0 s on: all that can be said of a song without a beat.
  private init(steadyFor durationSeconds: Double) {
    let period = 60 / Self.fallbackBeatsPerMinute
    let count = max(Int((durationSeconds / period).rounded(.up)), 1)
    self.init(
      beats: (0..<count).map { Double($0) * period }, beatsPerMinute: Self.fallbackBeatsPerMinute, confidence: 0)
  }

  /// How periodic the onsets are at the tempo found, 0...1, after what chance alone would give.
  private static func clarity(of path: TempoPath, in tempogram: Tempogram, frames: Int) -> Double {
    var sum: Float = 0
    for (row, period) in zip(tempogram.rows, path.periods) { sum += Tempogram.comb(row, period: period) }
    let mean = Double(sum) / Double(max(path.periods.count, 1))
    return min(max((mean - 0.1) / 0.4, 0), 1)
  }
}
