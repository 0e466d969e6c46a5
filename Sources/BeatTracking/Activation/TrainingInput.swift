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
