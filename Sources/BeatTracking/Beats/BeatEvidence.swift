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
  /// Score of a beat whose period is ruled out.
  private static let ruledOut: Float = -1_000

  init(onsets: OnsetStrength, accents: AccentCurve, tempogram: Tempogram, prior: TempoPrior) {
    let strength = onsets.strength.map { powf($0, Self.onsetExponent) }
    let mean = strength.reduce(0, +) / Float(max(strength.count, 1))
    let plain = strength.map { $0 - Self.beatCost * mean }
    beat = zip(plain, accents.values).map { $0 - Self.accentWeight / 3 * $1 }
    downbeat = zip(plain, accents.values).map { $0 + Self.accentWeight * $1 }
    period = tempogram.rows.map { row in
      BarPointer.periods.enumerated().map { index, period in
        guard prior.isAllowed[index] else { return Self.ruledOut }
        let seconds = Float(period) / Float(FeatureExtractor.frameRate)
        return Self.periodWeight * seconds * max(Tempogram.comb(row, period: period), 0) * prior.weights[index]
      }
    }
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
