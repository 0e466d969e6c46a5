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

  /// How unlike the chroma before and after each frame are.
  private mutating func writeChanges(of chroma: [[Float]], stride: Int, at column: Int) {
    let change = HarmonicChange(of: chroma)
    for (offset, reach) in Self.reaches.enumerated() {
      let changes = change.curve(reach: reach)
      for frame in 0..<frameCount {
        // Between two chroma frames along a straight line.
        let position = frame / stride
        let part = Float(frame % stride) / Float(stride)
        let next = min(position + 1, changes.count - 1)
        values[frame * Self.width + column + offset] = changes[position] + part * (changes[next] - changes[position])
      }
    }
  }
}
