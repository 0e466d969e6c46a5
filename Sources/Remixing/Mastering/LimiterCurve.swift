import Glibc

/// Turns the gains that short blocks of samples need into a smooth curve that is nowhere above them.
///
/// A sliding minimum, then two moving averages over the same distance. Gains are whole numbers, so the sums are exact
/// and a value never depends on where the computation started. The curve has one value for the middle of each block; so
/// that straight lines between them are below what every sample needs, a block's need holds for its neighbours, too.
struct LimiterCurve: Equatable, Sendable {
  /// Samples of a block.
  static let blockLength = LevelProfile.peakLength
  /// Blocks (10 ms) that a gain spreads to at most: half a period of the lowest bass, so that its wave keeps its shape.
  static let longestHold = 28
  /// Blocks (1 ms) that a gain spreads to at least.
  private static let shortestHold = 3
  /// Loudnesses, in LUFS, up to which the hold is the longest and from which on it is the shortest.
  private static let holdRange = -13.0 ... -7.5
  /// The whole number that stands for a gain of 1.
  static let unity: Int32 = 1 << 22

  /// Blocks on either side that a gain spreads to.
  let hold: Int

  /// Blocks on either side of one that its gain depends on.
  var reach: Int { 2 * hold + 1 }

  init(hold: Int) {
    self.hold = hold
  }

  /// - Parameter targetLUFS: How loud the limited sound is to be. The louder, the more peaks there are to hold down and the
  ///   less room is left between them: only shorter dips leave enough of the sound. They bend the lowest waves, but what
  ///   is that loud is driven anyway.
  init(targetLUFS: Double) {
    let way = (targetLUFS - Self.holdRange.lowerBound) / (Self.holdRange.upperBound - Self.holdRange.lowerBound)
    let ratio = Double(Self.shortestHold) / Double(Self.longestHold)
    hold = Int((Double(Self.longestHold) * pow(ratio, min(max(way, 0), 1))).rounded())
  }

  /// The whole number for a gain that is not above `gain`.
  static func wholeNumber(for gain: Float) -> Int32 {
    gain < 1 ? Int32(gain * Float(unity)) : unity
  }

  /// The curve for the blocks at `reach` from either end of `needed`.
  ///
  /// - Parameter needed: Gains of 0...unity.
  func smooth(_ needed: [Int32]) -> [Float] {
    let width = hold + 1
    let held = Self.minimum(of: needed, width: 2 * width + 1)
    let averaged = Self.sums(of: Self.sums(of: held.map(Int64.init), width: width), width: width)
    let scale = 1 / (Double(width) * Double(width) * Double(Self.unity))
    return averaged.map { Float(Double($0) * scale) }
  }

  /// The least of every `width` neighbours, by minima from both ends of blocks (van Herk 1992, Gil and Werman 1993).
  private static func minimum(of values: [Int32], width: Int) -> [Int32] {
    var forward = values
    var backward = values
    for index in 1..<values.count where !index.isMultiple(of: width) {
      forward[index] = min(forward[index - 1], values[index])
    }
    for index in stride(from: values.count - 2, through: 0, by: -1) where !(index + 1).isMultiple(of: width) {
      backward[index] = min(backward[index + 1], values[index])
    }
    return (0...values.count - width).map { min(backward[$0], forward[$0 + width - 1]) }
  }

  private static func sums(of values: [Int64], width: Int) -> [Int64] {
    var sum = values[..<width].reduce(0, +)
    var sums = [sum]
    sums.reserveCapacity(values.count - width + 1)
    for index in width..<values.count {
      sum += values[index] - values[index - width]
      sums.append(sum)
    }
    return sums
  }
}
