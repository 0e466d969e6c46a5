import Glibc

/// The bars that explain the accents of a sequence of beats best: any meter of two to seven beats, which may change.
///
/// Viterbi over bars. Accents count in standard deviations: those of downbeats are taken to lie one above those of other beats, so
/// that the log-likelihood ratio of a downbeat with accent a is a - 1/2.
struct MeterPath {
  /// Indices of the beats that open a bar.
  private(set) var downbeatIndices: [Int] = []
  /// The most frequent meter.
  private(set) var beatsPerBar = 4
  /// What each meter alone, in its best place, explains of what all do: the best first.
  private(set) var shares: [(beatsPerBar: Int, share: Double)] = []
  /// How sure the place of the bar line is, 0...1.
  private(set) var confidence = 0.0

  private static let meters = Array(2...7)
  /// Log-likelihood of a change of meter, such as one bar of five among bars of four costs twice.
  private static let changeCost: Float = 15

  /// Log-likelihood of each meter per bar, apart from any accent.
  ///
  /// Two beats that divide in three are 6/8; two that do not are hardly told from four, which is far more frequent.
  private static func prior(_ meter: Int, isCompound: Bool) -> Float {
    switch meter {
    case 4: 0
    case 3: -0.1
    case 2: isCompound ? compoundPrior : -0.8
    default: -0.5
    }
  }

  private static let compoundPrior: Float = 0

  /// - Parameters:
  ///   - accents: Shape: beats.
  ///   - isCompound: Whether beats divide in three.
  init(accents: [Float], isCompound: Bool) {
    let gains = Self.standardised(accents).map { $0 - 0.5 }
    guard !gains.isEmpty else { return }
    let priors = Self.meters.map { Self.prior($0, isCompound: isCompound) }
    follow(gains, priors: priors)
    rank(gains, priors: priors)
  }

  private mutating func follow(_ gains: [Float], priors: [Float]) {
    let meters = Self.meters
    // best[beat][m]: the best path whose last downbeat so far is this beat and opens a bar of meter m.
    var best = [[Float]](repeating: [Float](repeating: -.infinity, count: meters.count), count: gains.count)
    var origins = [[Int8]](repeating: [Int8](repeating: -1, count: meters.count), count: gains.count)
    var final = (score: -Float.infinity, beat: 0, lane: 0)
    for beat in gains.indices {
      let arrivals = meters.indices.map { beat >= meters[$0] ? best[beat - meters[$0]][$0] : -.infinity }
      var change: (score: Float, lane: Int) = (-.infinity, -1)
      for lane in meters.indices where arrivals[lane] - Self.changeCost > change.score {
        change = (arrivals[lane] - Self.changeCost, lane)
      }
      for (lane, meter) in meters.enumerated() {
        // The first downbeat lies within the first bar.
        var entry: (score: Float, lane: Int) = (beat < meter ? 0 : -.infinity, -1)
        if change.score > entry.score { entry = change }
        if arrivals[lane] > entry.score { entry = (arrivals[lane], lane) }
        let total = entry.score + gains[beat] + priors[lane]
        best[beat][lane] = total
        origins[beat][lane] = Int8(entry.lane)
        if beat + meter >= gains.count, total > final.score { final = (total, beat, lane) }
      }
    }
    var counts = [Int](repeating: 0, count: meters.count)
    var (beat, lane) = (final.beat, final.lane)
    while true {
      downbeatIndices.append(beat)
      let origin = Int(origins[beat][lane])
      guard origin >= 0 else { break }
      lane = origin
      counts[lane] += 1
      beat -= meters[lane]
    }
    downbeatIndices.reverse()
    if let most = counts.max(), most > 0, let lane = counts.firstIndex(of: most) { beatsPerBar = meters[lane] }
  }

  /// Compares the meters, each in its best place, and for the one chosen its places.
  private mutating func rank(_ gains: [Float], priors: [Float]) {
    let scores = zip(Self.meters, priors).map { meter, prior -> (meter: Int, places: [Float]) in
      let places = (0..<meter).map { phase in
        stride(from: phase, to: gains.count, by: meter).reduce(Float(0)) { $0 + gains[$1] + prior }
      }
      return (meter, places.sorted(by: >))
    }
    let common = scores.first { $0.meter == 4 }?.places[0] ?? 0
    // Neighbouring bars are not independent witnesses: a quarter of the evidence is nearer to how often it is right.
    let weights = scores.map { Double(expf(min(max(($0.places[0] - common) / 4, -30), 30))) }
    let total = weights.reduce(0, +)
    shares = zip(scores, weights).map { ($0.0.meter, $0.1 / total) }.sorted { $0.1 > $1.1 }
    if let own = scores.first(where: { $0.meter == beatsPerBar }) {
      let bars = Float(max(gains.count / beatsPerBar, 1))
      let margin = (own.places[0] - own.places[1]) / bars.squareRoot()
      confidence = Double(1 - expf(-max(margin, 0) / 2))
    }
  }

  private static func standardised(_ values: [Float]) -> [Float] {
    let count = Float(max(values.count, 1))
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let scale = variance > 1e-9 ? 1 / variance.squareRoot() : 0
    return values.map { ($0 - mean) * scale }
  }
}
