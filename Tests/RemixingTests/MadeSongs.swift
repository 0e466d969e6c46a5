import Audio
import BeatTracking
import Glibc
import SignalProcessing

/// Songs with a known analysis, and sound to go with it.
enum MadeSongs {
  static let minorKey = Key(tonic: PitchClass(semitonesAboveC: 9), mode: .minor)

  /// An analysis with a beat every `60 / beatsPerMinute` seconds from 0 on, in bars of four.
  ///
  /// The chords go round by the bar: tonic, third and seventh of the remix's key; `quiet` beats are 20 dB down.
  static func analysis(
    seconds: Double, beatsPerMinute: Double = 120, key: Key = minorKey, sections: [Section] = [],
    quietSeconds: Range<Double> = 0..<0
  ) -> SongAnalysis {
    var analysis = silence(seconds: 0.1)
    analysis.durationSeconds = seconds
    analysis.sampleCount = WorkingFormat.sampleIndex(atSeconds: seconds)
    analysis.sections = [Section(startSeconds: 0, endSeconds: seconds, label: "A", energy: 1)]
    let period = 60 / beatsPerMinute
    analysis.beatsPerMinute = beatsPerMinute
    analysis.tempoConfidence = 1
    analysis.beats = (0..<max(Int((seconds / period).rounded(.up)), 1)).map { Double($0) * period }
    analysis.downbeatIndices = Array(stride(from: 0, to: analysis.beats.count, by: 4))
    analysis.key = key
    analysis.keyConfidence = 1
    analysis.onsets = analysis.beats.map { Onset(seconds: $0, strength: 1) }
    if !sections.isEmpty { analysis.sections = sections }
    let tonic = key.tonic.semitonesAboveC + (key.mode == .major ? 9 : 0)
    analysis.beatFeatures = analysis.beats.indices.dropLast().map { beat in
      var chroma = [Float](repeating: 0, count: 12)
      let root = tonic + [0, 3, 10][beat / 4 % 3]
      chroma[root % 12] = 0.6
      chroma[(root + 7) % 12] = 0.4
      let level: Float = quietSeconds.contains(analysis.beats[beat]) ? 0.02 : 0.2
      return BeatFeature(
        chroma: chroma, level: level, onsetStrength: beat.isMultiple(of: 4) ? 1 : 0.6, lowBandLevel: level / 2)
    }
    return analysis
  }

  /// What the analysis makes of silence.
  static func silence(seconds: Double) -> SongAnalysis {
    let count = WorkingFormat.sampleIndex(atSeconds: seconds)
    let features = [Float](
      repeating: 0, count: FeatureExtractor.frameCount(forSamples: count) * FeatureExtractor.floatsPerFrame)
    let powers = [Float](repeating: 0, count: Loudness.blockCount(forSamples: count))
    return SongAnalysis(
      features: features.span, gatingBlockPowers: powers.span, source: StereoBuffer(count: count).span)
  }

  /// A tone with a click on every beat of `analysis`.
  static func sound(of analysis: SongAnalysis, frequency: Double = 440) -> StereoBuffer {
    var samples = (0..<analysis.sampleCount).map { index in
      Float(0.25 * sin(2 * .pi * frequency * Double(index) / 44_100))
    }
    for beat in analysis.beats {
      let start = WorkingFormat.sampleIndex(atSeconds: beat)
      for index in start..<min(start + 200, samples.count) {
        samples[index] += 0.5 * (index.isMultiple(of: 2) ? 1 : -1)
      }
    }
    return StereoBuffer(mono: samples)
  }
}
