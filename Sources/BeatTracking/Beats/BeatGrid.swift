import Glibc

/// The beats of a song in seconds.
struct BeatGrid {
  var beats: [Double]
  /// Shape: beats; the frame at which each was heard.
  var frames: [Int]
  var beatsPerMinute: Double
  /// Whether no beat was heard.
  var isMadeUp = true
  /// Whether the beats lie on a straight grid.
  var isSteady = true
  /// 0...1: how sure the metrical level is, and how sure that beats lie on the beat and not between; 0 for a made-up grid.
  var tempoConfidence = 0.0
  var beatConfidence = 0.0
  /// The tempo and others that may pass for it, in beats per minute: the best first.
  var candidates: [Candidate<Double>] = []
  /// Whether beats divide in three rather than in two.
  var isCompound = false

  /// Fewer beats than this are no evidence of a beat.
  private static let fewestBeats = 8
  /// An ordered tempo is kept with fewer, but two make the first interval.
  private static let fewestOrderedBeats = 2
  /// The relative difference of tempi that count as one.
  private static let sameTempo = 0.08
  /// From this clarity of the pulse on nothing is doubted for its sake; a fainter one makes everything doubtful.
  private static let certainClarity = 0.25
  /// How much more the onsets repeat at thirds of a beat than at halves, as correlations, where beats divide in three.
  private static let compoundTripleness = 0.1

  init(
    evidence: BeatEvidence, tempogram: Tempogram, onsets: OnsetList, prior: TempoPrior, durationSeconds: Double
  ) {
    self.init(steadyFor: durationSeconds, beatsPerMinute: prior.fallbackBeatsPerMinute)
    let pointer = BarPointer(evidence)
    let pulse = Pulse(frames: pointer.frames, tempogram: tempogram)
    let isOrdered = prior.told?.isOrder ?? false
    guard pointer.frames.count >= (isOrdered ? Self.fewestOrderedBeats : Self.fewestBeats),
      isOrdered || pulse.clarity > 0
    else { return }
    let timing = BeatTiming(frames: pointer.frames, onsets: onsets)
    let inside = timing.seconds.indices.filter { (0..<durationSeconds).contains(timing.seconds[$0]) }
    beats = inside.map { timing.seconds[$0] }
    frames = inside.map { pointer.frames[$0] }
    beatsPerMinute = timing.beatsPerMinute
    isMadeUp = false
    isSteady = timing.isSteady
    candidates = TempoRanking.candidates(
      frames: pointer.frames, evidence: evidence, beatsPerMinute: timing.beatsPerMinute, seconds: durationSeconds)
    let certainty = min(pulse.clarity / Self.certainClarity, 1)
    tempoConfidence = certainty * (candidates.first?.score ?? 0)
    beatConfidence = certainty * evidence.phaseConfidence(frames: pointer.frames, opensBar: pointer.opensBar)
    isCompound = pulse.tripleness > Self.compoundTripleness
    if let told = prior.told, abs(beatsPerMinute * told.beatsPerPeriod / told.beatsPerMinute - 1) < Self.sameTempo {
      if told.isOrder { tempoConfidence = 1 }
      if told.beatsPerPeriod == 2 { double() }
      if told.beatsPerPeriod == 0.5 { halve(opensBar: inside.map { pointer.opensBar[$0] }) }
    }
  }

  /// The beats that somebody who knows the song gives.
  ///
  /// - Parameter given: In seconds, rising, at least two.
  init(given: [Double]) {
    precondition(given.count >= 2, "two beats make a tempo")
    beats = given
    frames = given.map { Int(($0 * FeatureExtractor.frameRate).rounded()) }
    beatsPerMinute = 60 / BeatTiming.medianInterval(of: given)
    isMadeUp = false
    isSteady = BeatTiming.isStraight(given)
    tempoConfidence = 1
    beatConfidence = 1
    candidates = [Candidate(beatsPerMinute, score: 1)]
  }

  /// Puts a beat between every two.
  private mutating func double() {
    beats = zip(beats, beats.dropFirst()).flatMap { [$0, ($0 + $1) / 2] } + beats.suffix(1)
    frames = zip(frames, frames.dropFirst()).flatMap { [$0, ($0 + $1) / 2] } + frames.suffix(1)
    scaleTempo(by: 2)
  }

  /// Keeps every second beat: those that open more bars.
  private mutating func halve(opensBar: [Bool]) {
    let odd = opensBar.indices.filter { $0 % 2 == 1 && opensBar[$0] }.count
    let first = 2 * odd > opensBar.filter { $0 }.count ? 1 : 0
    beats = stride(from: first, to: beats.count, by: 2).map { beats[$0] }
    frames = stride(from: first, to: frames.count, by: 2).map { frames[$0] }
    scaleTempo(by: 0.5)
  }

  private mutating func scaleTempo(by factor: Double) {
    beatsPerMinute *= factor
    for index in candidates.indices { candidates[index].answer *= factor }
  }

  /// A made-up grid from 0 s on: all that can be said of a song without a beat.
  private init(steadyFor durationSeconds: Double, beatsPerMinute: Double) {
    let period = 60 / beatsPerMinute
    self.beatsPerMinute = beatsPerMinute
    let count = max(Int((durationSeconds / period).rounded(.up)), 1)
    beats = (0..<count).map { Double($0) * period }
    frames = beats.map { Int($0 * FeatureExtractor.frameRate) }
  }
}
