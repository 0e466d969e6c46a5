import Audio
import SignalProcessing

/// What a remix needs to know of a song: its beats, bars, key, form and loudness.
///
/// Always usable: where no beat can be found (silence, noise, a few samples) there is a steady grid at 120 beats per
/// minute, and the confidence is 0.
package struct SongAnalysis: Codable, Equatable, Sendable {
  package var durationSeconds: Double
  /// Samples per channel at the working sample rate.
  package var sampleCount: Int
  /// The median tempo.
  package var beatsPerMinute: Double
  /// 0...1; 0 where the grid is made up.
  package var tempoConfidence: Double
  /// Beat times in seconds, rising, at least one; all lie within the song but in an empty one.
  package var beats: [Double]
  /// The beats that open a bar.
  package var downbeats: [Double]
  package var beatsPerBar: Int
  package var key: Key
  /// 0...1; 0 where nothing has a pitch.
  package var keyConfidence: Double
  /// How far the song's A lies above 440 Hz, -50...50 cents.
  package var tuningCents: Double
  /// The song's form from its start to its end without gaps, at least one section.
  package var sections: [Section]
  /// Integrated loudness; `nil` for a silent or very short song.
  package var loudnessLUFS: Double?
  /// Entry `i` describes the song from beat `i` to beat `i + 1`; one fewer than beats.
  package var beatFeatures: [BeatFeature]

  /// Analyses a whole song.
  ///
  /// - Parameters:
  ///   - features: All frames of the song as `FeatureExtractor` writes them.
  ///   - gatingBlockPowers: All blocks of the song as `Loudness` writes them.
  ///   - sampleCount: Samples per channel.
  package init(features: Span<Float>, gatingBlockPowers: Span<Float>, sampleCount: Int) {
    let song = SongFeatures(features)
    let duration = WorkingFormat.seconds(ofSamples: sampleCount)
    let onsets = OnsetStrength(song)
    let grid = BeatGrid(onsets: onsets, song: song, durationSeconds: duration)
    let bars = BarGrid(beats: grid, onsets: onsets, song: song)
    let tonality = Tonality(song)
    let beatFeatures = BeatFeature.describe(
      intervalsOf: grid.beats, song: song, onsets: onsets, tuningCents: tonality.tuningCents)

    durationSeconds = duration
    self.sampleCount = sampleCount
    beatsPerMinute = grid.beatsPerMinute
    tempoConfidence = grid.confidence
    beats = grid.beats
    downbeats = bars.downbeats
    beatsPerBar = bars.beatsPerBar
    key = tonality.key
    keyConfidence = tonality.confidence
    tuningCents = tonality.tuningCents
    sections = Form(bars: bars, song: song, tonality: tonality, durationSeconds: duration).sections
    loudnessLUFS = Loudness.integrated(gatingBlockPowers: gatingBlockPowers)
    self.beatFeatures = beatFeatures
  }
}
