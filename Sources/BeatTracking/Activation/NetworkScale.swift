/// What the network's input is measured by: how loud and how lively the whole song is.
struct NetworkScale {
  /// The mean level of each band.
  let meanLevels: [Double]
  /// What levels over the mean, and rises, are multiplied by.
  let levelFactor: Double
  let riseFactor: Float
  let chroma: HarmonicChange
  let bassChroma: HarmonicChange

  /// - Parameter features: All frames of the song as `FeatureExtractor` writes them.
  init(_ features: Span<Float>) {
    let (levels, rises) = (FeatureLayout.bands, FeatureLayout.bandFlux)
    let width = FeatureLayout.floatsPerFrame
    let frameCount = features.count / width
    var means = [Double](repeating: 0, count: levels.count)
    var rise = 0.0
    for start in stride(from: 0, to: features.count, by: width) {
      let frame = features.extracting(start..<start + width)
      for band in means.indices {
        means[band] += Double(frame[levels.lowerBound + band].orSilence)
        let value = Double(frame[rises.lowerBound + band].orSilence)
        rise += value * value
      }
    }
    for band in means.indices { means[band] /= Double(max(frameCount, 1)) }
    var squares = 0.0
    for start in stride(from: 0, to: features.count, by: width) {
      let frame = features.extracting(start..<start + width)
      for band in means.indices {
        let distance = Double(frame[levels.lowerBound + band].orSilence) - means[band]
        squares += distance * distance
      }
    }
    let count = Double(max(frameCount * levels.count, 1))
    meanLevels = means
    levelFactor = 1 / ((squares / count).squareRoot() + 0.05)
    riseFactor = Float(1 / ((rise / count).squareRoot() + 0.01))
    chroma = HarmonicChange(of: FeatureLayout.chroma, in: features)
    bassChroma = HarmonicChange(of: FeatureLayout.bassChroma, in: features)
  }
}

extension Float {
  /// This value, or 0 for what is no number: features come from shared memory.
  var orSilence: Float { isFinite ? self : 0 }
}
