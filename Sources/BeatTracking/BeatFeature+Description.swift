import SignalProcessing

extension BeatFeature {
  /// Describes the song between each beat and the next.
  ///
  /// - Parameter downbeatIndices: Which of `beats` open a bar.
  static func describe(
    intervalsOf beats: [Double], downbeatIndices: [Int], song: SongFeatures, onsets: OnsetStrength, tuningCents: Double
  ) -> [BeatFeature] {
    let frames = beats.map { min(max(Int(($0 * FeatureExtractor.frameRate).rounded()), 0), song.frameCount) }
    let peaks = frames.map { frame in
      onsets.strength[min(max(frame - 3, 0), onsets.frameCount)..<min(frame + 4, onsets.frameCount)].max() ?? 0
    }
    // The clearest tenth of the beats counts as entirely clear.
    let clear = peaks.isEmpty ? 0 : peaks.sorted()[peaks.count * 9 / 10]
    let intervals = zip(frames, frames.dropFirst()).map { $0..<max($0, $1) }
    let columns = intervals.map { interval in
      (interval.lowerBound + song.chromaStride - 1) / song.chromaStride..<(interval.upperBound + song.chromaStride - 1)
        / song.chromaStride
    }
    let chroma = columns.map { columns in
      Chroma.pitchClasses(
        of: Chroma.mean(of: song.chroma, from: columns.lowerBound, to: columns.upperBound), tuningCents: tuningCents)
    }
    let bass = columns.map { Chroma.mean(of: song.bassChroma, from: $0.lowerBound, to: $0.upperBound) }
    var opensBar = [Bool](repeating: false, count: beats.count)
    for index in downbeatIndices { opensBar[index] = true }
    let roots = ChordRoots.roots(chroma: chroma, bass: bass, opensBar: opensBar)
    return intervals.indices.map { index in
      let interval = intervals[index]
      var feature = BeatFeature(
        chroma: chroma[index],
        level: min(song.level.span.extracting(interval).mean.squareRoot(), 1),
        onsetStrength: clear > 0 ? min(peaks[index] / clear, 1) : 0,
        lowBandLevel: min(song.lowPower.span.extracting(interval).mean.squareRoot(), 1))
      // The standard sums over the channels.
      let power = 2 * Double(song.loudPower.span.extracting(interval).mean)
      feature.loudnessLUFS = power > Self.quietestPower ? Float(Loudness.lufs(ofPower: power)) : nil
      feature.root = roots[index]
      return feature
    }
  }

  /// Under this, about -120 LUFS, there is silence.
  private static let quietestPower = 1e-12
}
