package import Audio

/// The network's input as its training reads it.
package enum TrainingInput {
  /// Values per frame.
  package static let width = NetworkInput.width

  /// The input for the whole of `source`.
  ///
  /// - Returns: Shape: frames * `width`, one frame after the other.
  package static func values(of source: StereoSpan) -> [Float] {
    let features = FeatureExtractor.features(of: source)
    return NetworkInput(SongFeatures(features.span)).values
  }
}

extension FeatureExtractor {
  /// The features of all frames of `source`.
  static func features(of source: StereoSpan) -> [Float] {
    var extractor = FeatureExtractor()
    let frames = 0..<frameCount(forSamples: source.count)
    var features = [Float](repeating: 0, count: frames.count * floatsPerFrame)
    var span = features.mutableSpan
    extractor.extract(from: source, frames: frames, into: &span)
    return features
  }
}
