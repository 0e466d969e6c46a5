/// What the network hears: levels, rises and harmonic changes, independent of the song's loudness.
///
/// Shape: frames x `width`, one frame after the other.
struct NetworkInput {
  /// Frames of chroma before and after a point that are compared: 0.25, 0.5 and 1 second.
  private static let reaches = [6, 12, 25]
  private static let bandCount = FeatureLayout.bands.count
  /// Values per frame: levels, rises, then changes of chroma and of bass chroma.
  static let width = 2 * bandCount + 2 * reaches.count

  let frameCount: Int
  private(set) var values: [Float]

  init(_ song: SongFeatures) {
    frameCount = song.frameCount
    values = [Float](repeating: 0, count: frameCount * Self.width)
    guard frameCount > 0 else { return }
    writeLevels(song.bands)
    writeRises(song.bandFlux)
    writeChanges(of: song.chroma, stride: song.chromaStride, at: 2 * Self.bandCount)
    writeChanges(of: song.bassChroma, stride: song.chromaStride, at: 2 * Self.bandCount + Self.reaches.count)
  }

  /// Levels over each band's mean, in units of the deviation of all bands together.
  private mutating func writeLevels(_ bands: [Float]) {
    let count = Self.bandCount
    var means = [Double](repeating: 0, count: count)
    for index in bands.indices { means[index % count] += Double(bands[index]) }
    for band in means.indices { means[band] /= Double(frameCount) }
    var squares = 0.0
    for index in bands.indices {
      let distance = Double(bands[index]) - means[index % count]
      squares += distance * distance
    }
    let scale = 1 / ((squares / Double(bands.count)).squareRoot() + 0.05)
    for frame in 0..<frameCount {
      for band in 0..<count {
        let level = (Double(bands[frame * count + band]) - means[band]) * scale
        values[frame * Self.width + band] = Float(min(max(level, -4), 4))
      }
    }
  }

  /// Rises in units of their root mean square over the song.
  private mutating func writeRises(_ rises: [Float]) {
    let count = Self.bandCount
    var squares = 0.0
    for rise in rises { squares += Double(rise) * Double(rise) }
    let scale = Float(1 / ((squares / Double(rises.count)).squareRoot() + 0.01))
    for frame in 0..<frameCount {
      for band in 0..<count {
        values[frame * Self.width + count + band] = min(rises[frame * count + band] * scale, 8)
      }
    }
  }

  /// How unlike the chroma before and after each frame are, 0...1 by the angle between their sums.
  ///
  /// Turning all pitches by an interval changes nothing, so the network need not learn every key.
  private mutating func writeChanges(of chroma: [[Float]], stride: Int, at column: Int) {
    guard let bins = chroma.first?.count else { return }
    var sums = [Double](repeating: 0, count: (chroma.count + 1) * bins)
    for (index, row) in chroma.enumerated() {
      for bin in 0..<bins {
        sums[(index + 1) * bins + bin] = sums[index * bins + bin] + Double(row[bin])
      }
    }
    for (offset, reach) in Self.reaches.enumerated() {
      let changes = chroma.indices.map { center -> Float in
        let before = max(center - reach, 0)
        let after = min(center + reach, chroma.count)
        return Self.distance(sums, bins: bins, before: before, center: center, after: after)
      }
      for frame in 0..<frameCount {
        // Between two chroma frames along a straight line.
        let position = frame / stride
        let part = Float(frame % stride) / Float(stride)
        let next = min(position + 1, changes.count - 1)
        values[frame * Self.width + column + offset] = changes[position] + part * (changes[next] - changes[position])
      }
    }
  }

  private static func distance(_ sums: [Double], bins: Int, before: Int, center: Int, after: Int) -> Float {
    var product = 0.0
    var left = 0.0
    var right = 0.0
    for bin in 0..<bins {
      let middle = sums[center * bins + bin]
      let first = middle - sums[before * bins + bin]
      let second = sums[after * bins + bin] - middle
      product += first * second
      left += first * first
      right += second * second
    }
    guard left > 1e-9, right > 1e-9 else { return 0 }
    return Float(1 - min(max(product / (left * right).squareRoot(), 0), 1))
  }
}
