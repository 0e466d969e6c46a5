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
    // What rises all the time is no onset: subtract the mean of the 0.8 s around.
    let mean = MovingMean.of(sum, reach: 40)
    var peaks = [Float](repeating: 0, count: count)
    for frame in 0..<count { peaks[frame] = max(sum[frame] - mean[frame], 0) }
    // Quiet passages count nearly as much as loud ones, down to a fifth of the song's own level.
    let power = MovingMean.of(peaks.map { $0 * $0 }, reach: 400)
    let overall = power.reduce(0, +) / Float(count)
    guard overall > 1e-8 else { return [Float](repeating: 0, count: count) }
    for frame in 0..<count { peaks[frame] /= (power[frame] + 0.05 * overall).squareRoot() }
    return peaks
  }
}

/// Centred moving means.
enum MovingMean {
  /// The mean of each value and up to `reach` values on either side of it.
  static func of(_ values: [Float], reach: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: values.count + 1)
    for index in values.indices { sums[index + 1] = sums[index] + Double(values[index]) }
    return values.indices.map { index in
      let lower = max(index - reach, 0)
      let upper = min(index + reach + 1, values.count)
      return Float((sums[upper] - sums[lower]) / Double(upper - lower))
    }
  }
}
