package import Audio
import SignalProcessing

/// What a remix needs to know of a song: its beats, bars, key, form and loudness.
///
/// Always usable: where no beat can be found (silence, noise, a few samples) there is a steady grid at 120 beats per
/// minute, and the confidence is 0.
package struct SongAnalysis: Equatable, Sendable {
  package var durationSeconds: Double
  /// Samples per channel at the working sample rate.
  package var sampleCount: Int

  /// The median tempo.
  package var beatsPerMinute: Double
  /// How sure the tempo's metrical level is, 0...1; 0 where the grid is made up.
  package var tempoConfidence: Double
  /// The tempo and the others that were considered, the best first; none where the grid is made up.
  package var tempoCandidates: [Candidate<Double>]
  /// Beat times in seconds, rising, at least one; all lie within the song but in an empty one.
  package var beats: [Double]
  /// How sure the beats lie on the beat rather than off it, 0...1; 0 where the grid is made up.
  package var beatConfidence: Double
  /// Whether the beats lie on a straight grid: a machine's tempo.
  package var isSteady: Bool

  /// The beats that open a bar: indices into `beats`, rising.
  package var downbeatIndices: [Int]
  package var meter: Meter
  /// How sure the downbeats are, 0...1.
  package var downbeatConfidence: Double
  /// The meter and the others that were considered, the best first.
  package var meterCandidates: [Candidate<Meter>]

  package var key: Key
  /// 0...1; 0 where nothing has a pitch.
  package var keyConfidence: Double
  /// The key and the others that were considered, the best first; what was heard, if a key was given.
  package var keyCandidates: [Candidate<Key>]
  /// How far the song's A lies above 440 Hz, -50...50 cents.
  package var tuningCents: Double

  /// The song's form from its start to its end without gaps, at least one section.
  package var sections: [Section]
  /// Times in seconds at which a section might start too, the likeliest first.
  ///
  /// Each is a question of its own: its score tells how near the best form with that border comes to `sections`, 1 being
  /// as good.
  package var rejectedBorders: [Candidate<Double>]
  /// Integrated loudness; `nil` for a silent or very short song.
  package var loudnessLUFS: Double?
  /// Entry `i` describes the song from beat `i` to beat `i + 1`; one fewer than beats.
  package var beatFeatures: [BeatFeature]
  /// Everything that starts, in order of time.
  package var onsets: [Onset]

  /// The times of the beats that open a bar, in seconds.
  package var downbeats: [Double] { downbeatIndices.map { beats[$0] } }
  /// Beats of one bar.
  package var beatsPerBar: Int { meter.beatsPerBar }

  /// Analyses a whole song.
  ///
  /// - Parameters:
  ///   - features: All frames of the song as `FeatureExtractor` writes them.
  ///   - gatingBlockPowers: All blocks of the song as `Loudness` writes them.
  ///   - source: The song itself, for what frames are too coarse to tell.
  ///   - hints: What is known of the song beforehand.
  package init(
    features: Span<Float>, gatingBlockPowers: Span<Float>, source: StereoSpan, hints: AnalysisHints = AnalysisHints()
  ) {
    self.init(
      SongMeasures(features: features, source: source),
      activation: hints.asksNetwork ? BeatActivation(features: features) : nil, gatingBlockPowers: gatingBlockPowers,
      hints: hints)
  }

  /// Analyses a whole song that has been measured.
  ///
  /// - Parameter activation: What the network hears, if the hints ask it.
  package init(
    _ measures: SongMeasures, activation: BeatActivation?, gatingBlockPowers: Span<Float>, hints: AnalysisHints
  ) {
    let (song, duration, tuning) = (measures.song, measures.durationSeconds, measures.tuningCents)
    let pulse = PulseAnalysis(measures, activation: activation, hints: hints)
    let (grid, bars) = (pulse.grid, pulse.bars)
    let form = Form(bars: bars, song: song, tuningCents: tuning, durationSeconds: duration)
    let tonality = Tonality(song, tuningCents: tuning, sectionStarts: form.sections.map(\.startSeconds))
    let keys = tonality.candidates

    durationSeconds = duration
    sampleCount = measures.sampleCount
    beatsPerMinute = grid.beatsPerMinute
    tempoConfidence = grid.tempoConfidence
    tempoCandidates = grid.candidates
    beats = grid.beats
    beatConfidence = grid.beatConfidence
    isSteady = grid.isSteady
    downbeatIndices = bars.downbeatIndices
    meter = bars.meter
    downbeatConfidence = min(bars.confidence, grid.beatConfidence)
    meterCandidates = bars.candidates
    key = hints.key ?? keys[0].answer
    keyConfidence = hints.key == nil ? keys[0].score : 1
    keyCandidates = keys
    tuningCents = tuning
    sections = SectionKeys(form.sections, song: song, tuningCents: tuning, home: tonality)
      .marking(form.sections, butNot: hints.key ?? keys[0].answer)
    // In a song without a beat they would tell of habit alone.
    rejectedBorders = grid.isMadeUp ? [] : form.rejectedBorders
    loudnessLUFS = Loudness.integrated(gatingBlockPowers: gatingBlockPowers)
    beatFeatures = BeatFeature.describe(
      intervalsOf: grid.beats, downbeatIndices: bars.downbeatIndices, song: song, onsets: measures.strength,
      tuningCents: tuning)
    onsets = measures.onsets.onsets
  }
}
