import Glibc

/// What speaks for beats and downbeats at each frame, as scores that add up over a song.
struct BeatEvidence {
  /// Shape: frames; for a beat that opens no bar.
  let beat: [Float]
  /// Shape: frames; for a beat that opens a bar.
  let downbeat: [Float]
  /// Shape: windows of `Tempogram.windowHop` frames x `BarPointer.periods`; for a beat of this period.
  let period: [[Float]]

  /// Compresses onset strength, so that a run of plain beats outweighs one loud accent off the beat.
  private static let onsetExponent: Float = 0.6
  /// A beat costs as much as this multiple of the mean onset gives.
  private static let beatCost: Float = 2
  /// Score of an accent of one standard deviation on a downbeat.
  ///
  /// A beat that opens no bar loses a third of it, so that accents
  /// in no place favour more bars.
  private static let accentWeight: Float = 2.5
  /// Score of a second of a perfect period.
  private static let periodWeight: Float = 50
  /// What a trained network's log odds of a beat count beside the onsets.
  private static let networkWeight: Float = 0.4
  /// What a second of a period counts for each e by which the network finds it likelier.
  private static let networkTempoWeight: Float = 2
  /// What a comb loses of how much more it repeats at thirds of the period than at halves.
  private static let triplenessPrice: Float = 0.3
  /// Beats of fewer frames hardly divide in three: there would be more than 500 strokes a minute.
  private static let shortestTriple = 36
  /// Score of a beat whose period is ruled out.
  private static let ruledOut: Float = -1_000

  /// - Parameter activation: What a network hears, if it is to be asked.
  init(
    onsets: OnsetStrength, accents: AccentCurve, tempogram: Tempogram, activation: BeatActivation?, prior: TempoPrior
  ) {
    let strength = onsets.strength.map { powf($0, Self.onsetExponent) }
    let mean = strength.reduce(0, +) / Float(max(strength.count, 1))
    var beat = [Float](repeating: 0, count: strength.count)
    var downbeat = beat
    for frame in strength.indices {
      let onset = strength[frame] - Self.beatCost * mean
      let accent = Self.accentWeight * accents.values[frame]
      let odds = activation?.logOdds(at: frame) ?? (plain: 0, opening: 0)
      beat[frame] = onset - accent / 3 + Self.networkWeight * odds.plain
      downbeat[frame] = onset + accent + Self.networkWeight * odds.opening
    }
    self.beat = beat
    self.downbeat = downbeat
    period = Self.period(tempogram: tempogram, activation: activation, prior: prior)
  }

  private static func period(tempogram: Tempogram, activation: BeatActivation?, prior: TempoPrior) -> [[Float]] {
    // Who tells the tempo is not to be overruled by a habit.
    let asked = prior.told == nil ? activation : nil
    let network = BarPointer.periods.map { networkTempoWeight * (asked?.logLikelihood(ofPeriod: $0) ?? 0) }
    return tempogram.rows.map { row in
      BarPointer.periods.enumerated().map { index, period in
        guard prior.isAllowed[index] else { return ruledOut }
        let seconds = Float(period) / Float(FeatureExtractor.frameRate)
        var comb = Tempogram.comb(row, period: period)
        // A beat that divides in three may be a dotted rhythm that passes for the beat: who has no better ear must doubt it.
        if activation == nil || period < shortestTriple {
          comb -= triplenessPrice * max(Tempogram.tripleness(row, period: period), 0)
        }
        return seconds * (periodWeight * max(comb, 0) * prior.weights[index] + network[index])
      }
    }
  }

  /// What speaks for a beat of `length` frames that starts at `frame`.
  func period(_ length: Int, at frame: Int) -> Float {
    period[window(at: frame)][length - BarPointer.periods.lowerBound]
  }

  /// The window of `period` that a frame lies in.
  func window(at frame: Int) -> Int {
    min((frame + Tempogram.windowHop / 2) / Tempogram.windowHop, period.count - 1)
  }

  /// How much more speaks for these beats than for those half a beat later, 0...1.
  func phaseConfidence(frames: [Int], opensBar: [Bool]) -> Double {
    var margin: Float = 0
    for ((frame, next), opens) in zip(zip(frames, frames.dropFirst()), opensBar) {
      let curve = opens ? downbeat : beat
      margin += curve[frame] - curve[(frame + next) / 2]
    }
    let count = Float(max(frames.count - 1, 1))
    return Double(1 - expf(-max(margin, 0) / count.squareRoot() / 10))
  }
}
