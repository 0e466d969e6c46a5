/// One vector of timbre, harmony and level per bar: what makes parts of a song sound alike or different.
struct BarMatrix {
  /// Shape: bars x features; each group of features weighs alike.
  let rows: [[Float]]
  /// Shape: bars; mean square.
  let power: [Float]

  /// Describes the stretches between neighbouring `borders`, in seconds.
  init(borders: [Double], song: SongFeatures, tuningCents: Double) {
    let frames = borders.map { min(Int(($0 * FeatureExtractor.frameRate).rounded()), song.frameCount) }
    let bars = zip(frames, frames.dropFirst()).map { $0..<max($1, $0) }
    power = bars.map { Self.mean(song.level, in: $0) }
    let timbre = song.timbre.map { band in Self.standardised(bars.map { Self.mean(band, in: $0) }) }
    let onsets = song.flux.map { zone in Self.standardised(bars.map { Self.mean(zone, in: $0) }) }
    let chroma = bars.map { bar -> [Float] in
      let stride = song.chromaStride
      let fine = Chroma.mean(of: song.chroma, from: bar.lowerBound / stride, to: bar.upperBound / stride)
      return fine.isEmpty
        ? [Float](repeating: 0, count: 12) : Chroma.pitchClasses(of: fine, tuningCents: tuningCents)
    }
    let columns = (0..<12).map { pitchClass in Self.standardised(chroma.map { $0[pitchClass] }) }
    let groups = [timbre, onsets, columns]
    rows = bars.indices.map { bar in
      groups.flatMap { group in
        group.map { $0[bar] / Float(group.count).squareRoot() }
      }
    }
  }

  /// The squared distance of two bars.
  func distance(_ a: [Float], _ b: [Float]) -> Float {
    var sum: Float = 0
    for (x, y) in zip(a, b) { sum += (x - y) * (x - y) }
    return sum
  }

  /// The mean vector of a range of bars.
  func mean(of bars: Range<Int>) -> [Float] {
    var sum = [Float](repeating: 0, count: rows.first?.count ?? 0)
    for bar in bars {
      for index in sum.indices { sum[index] += rows[bar][index] }
    }
    return sum.map { $0 / Float(max(bars.count, 1)) }
  }

  private static func mean(_ values: [Float], in range: Range<Int>) -> Float {
    range.isEmpty ? 0 : values[range].reduce(0, +) / Float(range.count)
  }

  /// Values around 0 in units of their usual deviation; those far out are clipped, or a silent ending would outweigh
  /// everything else.
  private static func standardised(_ values: [Float]) -> [Float] {
    let median = Self.median(values)
    let deviation = Self.median(values.map { abs($0 - median) })
    let mean = values.reduce(0) { $0 + abs($1 - median) } / Float(max(values.count, 1))
    let scale = max(deviation * 1.5, mean * 0.5)
    guard scale > 1e-6 else { return values.map { _ in 0 } }
    return values.map { min(max(($0 - median) / scale, -2), 2) }
  }

  private static func median(_ values: [Float]) -> Float {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}
