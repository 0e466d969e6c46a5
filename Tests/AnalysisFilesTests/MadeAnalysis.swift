import Audio
import BeatTracking
import SignalProcessing

/// Analyses to write down.
enum MadeAnalysis {
  /// Eight bars of four at 120 BPM with a pickup of one beat, in F# minor, in two parts.
  static var fourFour: SongAnalysis {
    var analysis = of(StereoBuffer(count: 17 * 44_100))
    analysis.beatsPerMinute = 120
    analysis.beats = (0..<33).map { 0.25 + 0.5 * Double($0) }
    analysis.downbeatIndices = Array(stride(from: 1, to: 33, by: 4))
    analysis.meter = Meter(beatsPerBar: 4)
    analysis.key = Key(tonic: PitchClass(semitonesAboveC: 6), mode: .minor)
    analysis.tempoConfidence = 0.8
    analysis.tempoCandidates = [Candidate(120, score: 0.8), Candidate(60, score: 0.15)]
    analysis.beatConfidence = 0.9
    analysis.keyConfidence = 0.5
    analysis.keyCandidates = [
      Candidate(analysis.key, score: 0.5),
      Candidate(Key(tonic: PitchClass(semitonesAboveC: 9), mode: .major), score: 0.3),
    ]
    analysis.sections = [
      Section(startSeconds: 0, endSeconds: 8.75, label: "A", energy: 0.5),
      Section(startSeconds: 8.75, endSeconds: 17, label: "B", energy: 1),
    ]
    analysis.sections[1].key = Key(tonic: PitchClass(semitonesAboveC: 9), mode: .major)
    analysis.loudnessLUFS = -12.345
    analysis.onsets = [Onset(seconds: 0.25, strength: 1), Onset(seconds: 0.5, strength: 0.25)]
    var feature = BeatFeature(
      chroma: [Float](repeating: 1 / 12, count: 12), level: 0.1, onsetStrength: 0.9, lowBandLevel: 0.05)
    feature.root = PitchClass(semitonesAboveC: 6)
    feature.loudnessLUFS = -20
    analysis.beatFeatures = Array(repeating: feature, count: 32)
    return analysis
  }

  /// What is heard in `song`, its features extracted in chunks of `seconds` (or whole).
  static func of(
    _ song: StereoBuffer, inChunksOf seconds: Int? = nil, hints: AnalysisHints = AnalysisHints()
  ) -> SongAnalysis {
    var features: [Float] = []
    for frames in ranges(
      of: FeatureExtractor.frameCount(forSamples: song.count), length: seconds.map { $0 * 100 })
    {
      // Each chunk as by a worker of its own, which has seen nothing else of the song.
      var extractor = FeatureExtractor()
      var part = [Float](repeating: 0, count: frames.count * FeatureExtractor.floatsPerFrame)
      var span = part.mutableSpan
      extractor.extract(from: song.span, frames: frames, into: &span)
      features += part
    }
    var powers: [Float] = []
    for blocks in ranges(of: Loudness.blockCount(forSamples: song.count), length: seconds.map { $0 * 10 }) {
      var part = [Float](repeating: 0, count: blocks.count)
      var span = part.mutableSpan
      Loudness.gatingBlockPowers(of: song.span, blocks: blocks, into: &span)
      powers += part
    }
    return SongAnalysis(features: features.span, gatingBlockPowers: powers.span, source: song.span, hints: hints)
  }

  private static func ranges(of count: Int, length: Int?) -> [Range<Int>] {
    stride(from: 0, to: count, by: max(length ?? count, 1)).map { $0..<min($0 + (length ?? count), count) }
  }
}
