extension BeatFeature {
  /// Describes the song between each beat and the next.
  static func describe(
    intervalsOf beats: [Double], song: SongFeatures, onsets: OnsetStrength, tuningCents: Double
  ) -> [BeatFeature] {
    let frames = beats.map { min(Int(($0 * FeatureExtractor.frameRate).rounded()), song.frameCount) }
    let peaks = frames.map { frame in
      onsets.strength[max(frame - 3, 0)..<min(frame + 4, onsets.frameCount)].max() ?? 0
    }
    // The clearest tenth of the beats counts as entirely clear.
    let clear = peaks.sorted()[peaks.count * 9 / 10]
    return zip(frames.indices, zip(frames, frames.dropFirst())).map { index, interval in
      let (start, end) = interval
      let count = Float(max(end - start, 1))
      let fine = Chroma.mean(
        of: song.chroma, from: (start + song.chromaStride - 1) / song.chromaStride,
        to: (end + song.chromaStride - 1) / song.chromaStride)
      return BeatFeature(
        chroma: fine.isEmpty
          ? [Float](repeating: 0, count: 12) : Chroma.pitchClasses(of: fine, tuningCents: tuningCents),
        level: min((song.level[start..<end].reduce(0, +) / count).squareRoot(), 1),
        onsetStrength: clear > 0 ? min(peaks[index] / clear, 1) : 0,
        lowBandLevel: min((song.lowPower[start..<end].reduce(0, +) / count).squareRoot(), 1))
    }
  }
}
