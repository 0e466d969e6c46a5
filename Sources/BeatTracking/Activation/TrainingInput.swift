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
    let frames = 0..<FeatureExtractor.frameCount(forSamples: source.count)
    return NetworkInput(frames, of: features.span, scale: NetworkScale(features.span)).values
  }
}
