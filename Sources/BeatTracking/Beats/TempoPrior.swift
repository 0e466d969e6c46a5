import Glibc

/// How likely each tempo is before anything is heard.
struct TempoPrior {
  /// Shape: `BarPointer.periods`; 1 for the likeliest.
  let weights: [Float]
  /// Shape: `BarPointer.periods`; whether beats may be so far apart.
  let isAllowed: [Bool]
  /// The tempo where no beat is heard.
  let fallbackBeatsPerMinute: Double
  /// The tempo that was told, and how many beats of it go on one beat that is looked for: 1, 2 or 1/2.
  let told: (beatsPerMinute: Double, beatsPerPeriod: Double, isOrder: Bool)?

  private static let meanBeatsPerMinute = 105.0
  private static let widthOctaves = 1.0
  /// Around a tempo that was told: half or double is as good as excluded, while what a song clearly says stands.
  private static let toldWidthOctaves = 0.3
  /// How far beats may stray from a tempo that was ordered.
  private static let orderReach = 0.02

  init(_ tempo: AnalysisHints.Tempo?) {
    let range =
      Self.tempo(ofPeriod: BarPointer.periods.upperBound)...Self.tempo(ofPeriod: BarPointer.periods.lowerBound)
    func near(_ beatsPerMinute: Double) -> Double {
      beatsPerMinute < range.lowerBound ? 0.5 : beatsPerMinute > range.upperBound ? 2 : 1
    }
    let tempi = BarPointer.periods.map(Self.tempo(ofPeriod:))
    switch tempo {
    case nil:
      weights = tempi.map { Self.weight($0, mean: Self.meanBeatsPerMinute, width: Self.widthOctaves) }
      isAllowed = tempi.map { _ in true }
      told = nil
      fallbackBeatsPerMinute = 120
    case .about(let beatsPerMinute):
      let factor = near(beatsPerMinute)
      weights = tempi.map { Self.weight($0, mean: beatsPerMinute / factor, width: Self.toldWidthOctaves) }
      isAllowed = tempi.map { _ in true }
      told = (beatsPerMinute, factor, false)
      fallbackBeatsPerMinute = beatsPerMinute
    case .exactly(let beatsPerMinute):
      let factor = near(beatsPerMinute)
      weights = tempi.map { _ in 1 }
      // The frames on either side of the period are always allowed: fast beats have no finer ones.
      let ideal = Self.tempo(ofPeriod: 1) * factor / beatsPerMinute
      isAllowed = BarPointer.periods.map {
        abs(Double($0) / ideal - 1) <= Self.orderReach || abs(Double($0) - ideal) < 1
      }
      told = (beatsPerMinute, factor, true)
      fallbackBeatsPerMinute = beatsPerMinute
    }
  }

  /// Log-normal; 1 at the mean.
  private static func weight(_ beatsPerMinute: Double, mean: Double, width: Double) -> Float {
    let octaves = log2(beatsPerMinute / mean)
    return Float(exp(-0.5 * octaves * octaves / (width * width)))
  }

  private static func tempo(ofPeriod frames: Int) -> Double { 60 * FeatureExtractor.frameRate / Double(frames) }
}
