package import Audio
import SignalProcessing

/// Turns audio into the frames of features that `SongAnalysis` reads.
///
/// Plans its transforms once: make one per worker process. Its results are a pure function of the source and the frame
/// index, however the frames are dealt out.
package struct FeatureExtractor: ~Copyable {
  /// Samples between frames; frame `t` is centred on sample `t * hopLength`, with silence around the song.
  package static let hopLength = 441
  /// Frames per second.
  package static let frameRate = Double(WorkingFormat.sampleRate) / Double(hopLength)
  /// Floats that describe one frame.
  package static let floatsPerFrame = FeatureLayout.floatsPerFrame

  private var onsets = OnsetDetector()
  private var chroma = ChromaDetector()

  package init() {}

  /// Frames whose centre lies within `sampleCount` samples.
  package static func frameCount(forSamples sampleCount: Int) -> Int {
    (sampleCount + hopLength - 1) / hopLength
  }

  /// Samples that must have been decoded before `frames` can be computed, fewer at the end of the song.
  package static func samplesNeeded(forFrames frames: Range<Int>) -> Range<Int> {
    guard !frames.isEmpty else { return 0..<0 }
    let reach = max(ChromaDetector.frameLength, OnsetDetector.frameLength + 2 * OnsetDetector.lag * hopLength) / 2
    let start = max(frames.lowerBound * hopLength - reach - OnsetDetector.lag * hopLength, 0)
    return start..<(frames.upperBound - 1) * hopLength + reach
  }

  /// Writes the features of `frames`, one frame after the other.
  ///
  /// - Parameters:
  ///   - source: The song from its first sample on, at least as far as `samplesNeeded(forFrames:)` says.
  ///   - features: Shape: `frames.count * floatsPerFrame`.
  package mutating func extract(
    from source: StereoSpan, frames: Range<Int>, into features: inout MutableSpan<Float>
  ) {
    precondition(features.count == frames.count * Self.floatsPerFrame, "features must fit the frames")
    guard !frames.isEmpty else { return }
    onsets.begin(at: frames.lowerBound, of: source)
    var rows = [SIMD4<Float>](repeating: SIMD4(), count: Self.floatsPerFrame)
    for frame in stride(from: frames.lowerBound, to: frames.upperBound, by: 4) {
      onsets.advance(to: frame, of: source, into: &rows)
      for lane in 0..<min(4, frames.upperBound - frame) {
        let start = (frame + lane - frames.lowerBound) * Self.floatsPerFrame
        for index in rows.indices { features[start + index] = rows[index][lane] }
      }
    }
    chroma.measure(frames, of: source, into: &features)
  }

  /// The features of all frames of `source`, one frame after the other.
  static func features(of source: StereoSpan) -> [Float] {
    var extractor = FeatureExtractor()
    let frames = 0..<frameCount(forSamples: source.count)
    var features = [Float](repeating: 0, count: frames.count * floatsPerFrame)
    var span = features.mutableSpan
    extractor.extract(from: source, frames: frames, into: &span)
    return features
  }
}
