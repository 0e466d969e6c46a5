/// What the network hears: levels, rises and harmonic changes, independent of the song's loudness.
///
/// Shape: frames x `width`, one frame after the other.
struct NetworkInput {
  /// Frames of chroma before and after a point that are compared: 0.25, 0.5 and 1 second.
  private static let reaches = [6, 12, 25]
  private static let bandCount = FeatureLayout.bands.count
  /// Values per frame: levels, rises, then changes of chroma and of bass chroma.
  static let width = 2 * bandCount + 2 * reaches.count

  private(set) var values: [Float]

  /// The input of some frames of a song.
  ///
  /// - Parameter features: Those of the whole song.
  init(_ frames: Range<Int>, of features: Span<Float>, scale: NetworkScale) {
    values = [Float](repeating: 0, count: frames.count * Self.width)
    guard !frames.isEmpty else { return }
    writeBands(frames, of: features, scale: scale)
    writeChanges(frames, of: scale.chroma, at: 2 * Self.bandCount)
    writeChanges(frames, of: scale.bassChroma, at: 2 * Self.bandCount + Self.reaches.count)
  }

  /// Levels over each band's mean in units of the deviation of all bands together, and rises in units of their root mean
  /// square over the song.
  private mutating func writeBands(_ frames: Range<Int>, of features: Span<Float>, scale: NetworkScale) {
    let count = Self.bandCount
    let means = scale.meanLevels.span
    let (levelFactor, riseFactor) = (scale.levelFactor, scale.riseFactor)
    var written = values.mutableSpan
    for frame in frames {
      let start = frame * FeatureLayout.floatsPerFrame
      let row = features.extracting(start..<start + FeatureLayout.floatsPerFrame)
      let place = (frame - frames.lowerBound) * Self.width
      for band in 0..<count {
        let level = (Double(row[FeatureLayout.bands.lowerBound + band].orSilence) - means[band]) * levelFactor
        written[place + band] = Float(min(max(level, -4), 4))
        let rise = row[FeatureLayout.bandFlux.lowerBound + band].orSilence
        written[place + count + band] = min(rise * riseFactor, 8)
      }
    }
  }

  /// How unlike the chroma before and after each frame are.
  private mutating func writeChanges(_ frames: Range<Int>, of change: HarmonicChange, at column: Int) {
    let stride = FeatureLayout.chromaStride
    let columns = frames.lowerBound / stride..<min((frames.upperBound - 1) / stride + 2, change.columnCount)
    for (offset, reach) in Self.reaches.enumerated() {
      let changes = change.curve(reach: reach, columns: columns)
      for frame in frames {
        // Between two chroma frames along a straight line.
        let position = frame / stride - columns.lowerBound
        let part = Float(frame % stride) / Float(stride)
        let next = min(position + 1, changes.count - 1)
        let value = changes[position] + part * (changes[next] - changes[position])
        values[(frame - frames.lowerBound) * Self.width + column + offset] = value
      }
    }
  }
}
