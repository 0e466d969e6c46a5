package import BeatTracking

/// An analysis as JSON; `docs/FORMATS.md` describes every key.
package struct AnalysisReport: Codable, Equatable, Sendable {
  package struct Part: Codable, Equatable, Sendable {
    /// Seconds.
    package var start: Double
    package var end: Double
    /// How sure it is that a section starts here, 0...1; 1 for the song's start.
    package var borderConfidence: Double
    package var label: String
    /// 0...1 of the loudest section.
    package var energy: Double
    /// 1 is the loudest.
    package var energyRank: Int
    package var isDropCandidate: Bool
    /// The section's own key, where it is not the song's.
    package var key: String?
  }

  /// A possible answer to a question, and its share of the evidence, 0...1.
  package struct Choice<Answer: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
    package var value: Answer
    package var score: Double
  }

  /// What sounds from each beat to the next; every list has one entry fewer than there are beats.
  package struct BeatLists: Codable, Equatable, Sendable {
    /// Shape: intervals x 12, from C on.
    package var chroma: [[Double]]
    package var root: [String?]
    package var loudnessLUFS: [Double?]
    package var level: [Double]
    package var lowBandLevel: [Double]
    package var onsetStrength: [Double]
  }

  package struct OnsetLists: Codable, Equatable, Sendable {
    /// Seconds.
    package var times: [Double]
    package var strengths: [Double]
  }

  package var bpm: Double
  package var bpmConfidence: Double
  package var bpmCandidates: [Choice<Double>]
  package var isSteady: Bool
  /// Seconds.
  package var beats: [Double]
  package var beatConfidence: Double
  package var downbeats: [Double]
  package var downbeatConfidence: Double
  package var beatsPerBar: Int
  /// Such as `4/4`.
  package var meter: String
  package var meterCandidates: [Choice<String>]
  /// Such as `A minor`.
  package var key: String
  package var keyConfidence: Double
  package var keyCandidates: [Choice<String>]
  package var tuningCents: Double
  package var sections: [Part]
  /// Seconds at which a section might start too.
  package var rejectedBorders: [Choice<Double>]
  /// Seconds.
  package var duration: Double
  /// `null` if nothing is louder than the gate of EBU R 128.
  package var loudnessLUFS: Double?
  package var beatFeatures: BeatLists
  package var onsets: OnsetLists

  package init(_ analysis: SongAnalysis) {
    bpm = analysis.beatsPerMinute.rounded(stepsPerUnit: 1e3)
    bpmConfidence = Self.share(analysis.tempoConfidence)
    bpmCandidates = analysis.tempoCandidates.map {
      Choice(value: $0.answer.rounded(stepsPerUnit: 1e3), score: Self.share($0.score))
    }
    isSteady = analysis.isSteady
    beats = analysis.beats.map(Self.seconds)
    beatConfidence = Self.share(analysis.beatConfidence)
    downbeats = analysis.downbeats.map(Self.seconds)
    downbeatConfidence = Self.share(analysis.downbeatConfidence)
    beatsPerBar = analysis.beatsPerBar
    meter = "\(analysis.meter)"
    meterCandidates = analysis.meterCandidates.map { Choice(value: "\($0.answer)", score: Self.share($0.score)) }
    key = "\(analysis.key)"
    keyConfidence = Self.share(analysis.keyConfidence)
    keyCandidates = analysis.keyCandidates.map { Choice(value: "\($0.answer)", score: Self.share($0.score)) }
    tuningCents = analysis.tuningCents.rounded(stepsPerUnit: 10)
    sections = analysis.sections.map(Part.init)
    rejectedBorders = analysis.rejectedBorders.map {
      Choice(value: Self.seconds($0.answer), score: Self.share($0.score))
    }
    duration = analysis.durationSeconds.rounded(stepsPerUnit: 1e6)
    loudnessLUFS = analysis.loudnessLUFS.map { $0.rounded(stepsPerUnit: 1e2) }
    beatFeatures = BeatLists(analysis.beatFeatures, key: analysis.key)
    onsets = OnsetLists(
      times: analysis.onsets.map { Self.seconds($0.seconds) },
      strengths: analysis.onsets.map { Self.share(Double($0.strength)) })
  }

  /// The report as one JSON object and a newline.
  package func json() -> [UInt8] {
    JSONText.encode(self)
  }

  fileprivate static func seconds(_ value: Double) -> Double { value.rounded(stepsPerUnit: 1e4) }

  fileprivate static func share(_ value: Double) -> Double { value.rounded(stepsPerUnit: 1e3) }
}

extension AnalysisReport {
  enum CodingKeys: CodingKey {
    case bpm, bpmConfidence, bpmCandidates, isSteady, beats, beatConfidence, downbeats, downbeatConfidence
    case beatsPerBar, meter, meterCandidates, key, keyConfidence, keyCandidates, tuningCents, sections, rejectedBorders
    case duration, loudnessLUFS, beatFeatures, onsets
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(bpm, forKey: .bpm)
    try container.encode(bpmConfidence, forKey: .bpmConfidence)
    try container.encode(bpmCandidates, forKey: .bpmCandidates)
    try container.encode(isSteady, forKey: .isSteady)
    try container.encode(beats, forKey: .beats)
    try container.encode(beatConfidence, forKey: .beatConfidence)
    try container.encode(downbeats, forKey: .downbeats)
    try container.encode(downbeatConfidence, forKey: .downbeatConfidence)
    try container.encode(beatsPerBar, forKey: .beatsPerBar)
    try container.encode(meter, forKey: .meter)
    try container.encode(meterCandidates, forKey: .meterCandidates)
    try container.encode(key, forKey: .key)
    try container.encode(keyConfidence, forKey: .keyConfidence)
    try container.encode(keyCandidates, forKey: .keyCandidates)
    try container.encode(tuningCents, forKey: .tuningCents)
    try container.encode(sections, forKey: .sections)
    try container.encode(rejectedBorders, forKey: .rejectedBorders)
    try container.encode(duration, forKey: .duration)
    // Not `encodeIfPresent`: programs may rely on every key.
    try container.encode(loudnessLUFS, forKey: .loudnessLUFS)
    try container.encode(beatFeatures, forKey: .beatFeatures)
    try container.encode(onsets, forKey: .onsets)
  }
}

extension AnalysisReport.Part {
  fileprivate init(_ section: Section) {
    start = AnalysisReport.seconds(section.startSeconds)
    end = AnalysisReport.seconds(section.endSeconds)
    borderConfidence = AnalysisReport.share(section.borderConfidence)
    label = section.label
    energy = AnalysisReport.share(section.energy)
    energyRank = section.energyRank
    isDropCandidate = section.isDropCandidate
    key = section.key.map { "\($0)" }
  }
}

extension AnalysisReport.BeatLists {
  fileprivate init(_ features: [BeatFeature], key: Key) {
    chroma = features.map { $0.chroma.map { AnalysisReport.share(Double($0)) } }
    root = features.map { $0.root.map(key.name(of:)) }
    loudnessLUFS = features.map { $0.loudnessLUFS.map { Double($0).rounded(stepsPerUnit: 10) } }
    level = features.map { Self.level($0.level) }
    lowBandLevel = features.map { Self.level($0.lowBandLevel) }
    onsetStrength = features.map { AnalysisReport.share(Double($0.onsetStrength)) }
  }

  private static func level(_ value: Float) -> Double { Double(value).rounded(stepsPerUnit: 1e5) }
}
