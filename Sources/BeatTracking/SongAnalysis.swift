import Audio

/// What a remix needs to know of a song.
package struct SongAnalysis: Codable, Equatable, Sendable {
  package var durationSeconds: Double
  package var sampleCount: Int
  package var beatsPerMinute: Double
  package var tempoConfidence: Double
  package var beats: [Double]
  package var downbeats: [Double]
  package var beatsPerBar: Int
  package var key: Key
  package var keyConfidence: Double
  package var tuningCents: Double
  package var sections: [Section]
  package var loudnessLUFS: Double?
  package var beatFeatures: [BeatFeature]

  package init(features: Span<Float>, gatingBlockPowers: Span<Float>, sampleCount: Int) {
    durationSeconds = WorkingFormat.seconds(ofSamples: sampleCount)
    self.sampleCount = sampleCount
    beatsPerMinute = 120
    tempoConfidence = 0
    beats = Array(stride(from: 0, to: max(durationSeconds, 0.1), by: 0.5))
    downbeats = Array(stride(from: 0, to: max(durationSeconds, 0.1), by: 2))
    beatsPerBar = 4
    key = Key(tonic: PitchClass(semitonesAboveC: 9), mode: .minor)
    keyConfidence = 0
    tuningCents = 0
    sections = [Section(startSeconds: 0, endSeconds: durationSeconds, label: "A", energy: 1)]
    loudnessLUFS = nil
    beatFeatures = beats.dropLast().map { _ in
      BeatFeature(chroma: [Float](repeating: 0, count: 12), level: 0, onsetStrength: 0, lowBandLevel: 0)
    }
  }
}
