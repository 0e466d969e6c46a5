import BeatTracking
import SignalProcessing

/// How the analysis of a song is cut into tasks; borders depend on nothing but the sample count.
enum AnalysisChunks {
  /// Ten seconds: enough work to be worth a task, little enough to share among workers, and one group of gating blocks.
  static let framesPerChunk = 1_000

  private static var blocksPerChunk: Int {
    framesPerChunk * FeatureExtractor.hopLength / Loudness.hopLength
  }

  static func count(forSamples sampleCount: Int) -> Int {
    (FeatureExtractor.frameCount(forSamples: sampleCount) + framesPerChunk - 1) / framesPerChunk
  }

  /// The analysis frames of `chunk` in a song of `sampleCount` samples.
  static func frames(of chunk: Int, sampleCount: Int) -> Range<Int> {
    part(chunk, length: framesPerChunk, total: FeatureExtractor.frameCount(forSamples: sampleCount))
  }

  /// The elements of the feature array that belong to `frames`.
  static func elements(of frames: Range<Int>) -> Range<Int> {
    let width = FeatureExtractor.floatsPerFrame
    return (frames.lowerBound * width)..<(frames.upperBound * width)
  }

  /// The gating blocks that start in `chunk`.
  static func blocks(of chunk: Int, sampleCount: Int) -> Range<Int> {
    part(chunk, length: blocksPerChunk, total: Loudness.blockCount(forSamples: sampleCount))
  }

  /// How many samples must have been decoded before `chunk` can be analysed while more are still to come.
  static func samplesNeeded(for chunk: Int) -> Int {
    let frames = (chunk * framesPerChunk)..<((chunk + 1) * framesPerChunk)
    let blocksEnd = ((chunk + 1) * blocksPerChunk - 1) * Loudness.hopLength + 4 * Loudness.hopLength
    return max(FeatureExtractor.samplesNeeded(forFrames: frames).upperBound, blocksEnd)
  }

  private static func part(_ chunk: Int, length: Int, total: Int) -> Range<Int> {
    min(total, chunk * length)..<min(total, (chunk + 1) * length)
  }
}
