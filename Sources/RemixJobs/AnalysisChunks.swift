import BeatTracking
import SignalProcessing

/// How the analysis of a song is cut into tasks; borders depend on nothing but the sample count.
enum AnalysisChunks {
  /// Ten seconds: enough work to be worth a task, little enough to share among workers.
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
    let blocks = chunk * blocksPerChunk..<(chunk + 1) * blocksPerChunk
    return max(
      FeatureExtractor.samplesNeeded(forFrames: frames).upperBound,
      Loudness.samplesNeeded(forBlocks: blocks).upperBound)
  }

  private static func part(_ chunk: Int, length: Int, total: Int) -> Range<Int> {
    min(total, chunk * length)..<min(total, (chunk + 1) * length)
  }
}

/// How the network's work on a song is cut into tasks; borders depend on nothing but the frame count.
enum ActivationParts {
  /// Each part computes 20 seconds beyond its ends again, so there are few.
  private static let mostRows = 5_000
  private static let fewestRows = 1_000

  static func count(forFrames frameCount: Int) -> Int {
    let rows = BeatListener.rowCount(forFrames: frameCount)
    if rows < 2 * fewestRows { return min(rows, 1) }
    // An even number, as two workers are usual.
    return 2 * ((rows + 2 * mostRows - 1) / (2 * mostRows))
  }

  /// The rows of `part` in a song of `frameCount` frames.
  static func rows(of part: Int, frameCount: Int) -> Range<Int> {
    let rows = BeatListener.rowCount(forFrames: frameCount)
    let count = count(forFrames: frameCount)
    return rows * part / count..<rows * (part + 1) / count
  }

  /// The elements of the array of activations that belong to `rows`.
  static func elements(of rows: Range<Int>) -> Range<Int> {
    rows.lowerBound * BeatListener.floatsPerRow..<rows.upperBound * BeatListener.floatsPerRow
  }
}
