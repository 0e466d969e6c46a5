package import Audio
import Glibc

/// How likely each frame is a beat, and a downbeat, as a trained network hears it.
package struct BeatActivation: Sendable {
  /// Probabilities, one for each frame.
  package let beat: [Float]
  /// Probabilities, one for each frame; a downbeat is a beat as well.
  package let downbeat: [Float]

  init(_ song: SongFeatures) {
    let odds = BeatNetwork().logOdds(of: NetworkInput(song))
    beat = odds.map { 1 / (1 + expf(-$0[0])) }
    downbeat = odds.map { 1 / (1 + expf(-$0[1])) }
  }

  /// The activation of the whole of `source`, with features computed on the way.
  package init(of source: StereoSpan) {
    let features = FeatureExtractor.features(of: source)
    self.init(SongFeatures(features.span))
  }
}
