/// The frames of a whole song, one array per measurement.
struct SongFeatures {
  let frameCount: Int
  /// Shape: zones x frames.
  let flux: [[Float]]
  /// Mean square per frame.
  let level: [Float]
  /// Mean square under 130 Hz per frame.
  let lowPower: [Float]
  /// Mean square after K-weighting per frame, averaged over the channels.
  let loudPower: [Float]
  /// Shape: bands x frames.
  let timbre: [[Float]]
  /// Frames between two chroma columns.
  let chromaStride = FeatureLayout.chromaStride
  /// Shape: chroma frames x 36.
  let chroma: [[Float]]
  /// Shape: chroma frames x 12.
  let bassChroma: [[Float]]
  /// Shape: chroma frames.
  let tuningCosine: [Float]
  let tuningSine: [Float]

  /// Reads frames as `FeatureExtractor` writes them; anything not finite reads as 0.
  init(_ features: Span<Float>) {
    let width = FeatureLayout.floatsPerFrame
    precondition(features.count.isMultiple(of: width), "features are whole frames")
    let count = features.count / width
    func value(_ frame: Int, _ offset: Int) -> Float { features[frame * width + offset].orSilence }
    func column(_ offset: Int) -> [Float] { (0..<count).map { value($0, offset) } }
    let tonal = Array(stride(from: 0, to: count, by: FeatureLayout.chromaStride))
    frameCount = count
    flux = FeatureLayout.flux.map(column)
    level = column(FeatureLayout.level)
    lowPower = column(FeatureLayout.lowPower)
    loudPower = column(FeatureLayout.loudPower)
    timbre = FeatureLayout.timbre.map(column)
    chroma = tonal.map { frame in FeatureLayout.chroma.map { value(frame, $0) } }
    bassChroma = tonal.map { frame in FeatureLayout.bassChroma.map { value(frame, $0) } }
    tuningCosine = tonal.map { value($0, FeatureLayout.tuning.lowerBound) }
    tuningSine = tonal.map { value($0, FeatureLayout.tuning.lowerBound + 1) }
  }
}
