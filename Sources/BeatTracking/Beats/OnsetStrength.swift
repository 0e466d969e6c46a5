/// How strongly something starts in each frame, made comparable over a whole song.
struct OnsetStrength {
  /// All zones together.
  ///
  /// Shape: frames. Not negative; the local root mean square is about 1 where the song plays, 0 in silence.
  let strength: [Float]
  /// The same for the lowest zones alone (kick and bass).
  let low: [Float]
  /// The same for the zones above 1 kHz (snare, hats).
  let high: [Float]

  var frameCount: Int { strength.count }

  /// Frames on either side whose mean is taken off, as what rises all the time is no onset: 0.8 s in all.
  private static let meanReach = 40
  /// Frames on either side that tell how strong onsets are in this passage: 8 s in all.
  private static let passageReach = 400
  /// The share of the whole song's mean square that is added to each passage's: quiet passages count nearly as much as
  /// loud ones, down to about a fifth (the root of this) of the song's own level.
  private static let powerFloor: Float = 0.05
  /// A song whose rises of log magnitude have a smaller mean square than this is silent.
  private static let silentPower: Float = 1e-8

  init(_ song: SongFeatures) {
    strength = Self.combined(song.flux, weights: [1, 1, 1, 1, 1, 1])
    low = Self.combined(song.flux, weights: [1, 0.5, 0, 0, 0, 0])
    high = Self.combined(song.flux, weights: [0, 0, 0, 1, 1, 1])
  }

  private static func combined(_ flux: [[Float]], weights: [Float]) -> [Float] {
    guard let count = flux.first?.count, count > 0 else { return [] }
    var sum = [Float](repeating: 0, count: count)
    for (zone, weight) in zip(flux, weights) where weight > 0 {
      for frame in 0..<count { sum[frame] += weight * zone[frame] }
    }
    let mean = MovingMean.of(sum, reach: meanReach)
    var peaks = [Float](repeating: 0, count: count)
    for frame in 0..<count { peaks[frame] = max(sum[frame] - mean[frame], 0) }
    let power = MovingMean.of(peaks.map { $0 * $0 }, reach: passageReach)
    let overall = power.reduce(0, +) / Float(count)
    guard overall > silentPower else { return [Float](repeating: 0, count: count) }
    for frame in 0..<count { peaks[frame] /= (power[frame] + powerFloor * overall).squareRoot() }
    return peaks
  }
}
