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
    var curve = [Float](repeating: 1, count: needed.count - 2 * reach)
    var curveSpan = curve.mutableSpan
    for run in runs(in: needed.span) {
      smooth(needed.span.extracting(run), into: &curveSpan, from: run.lowerBound)
    }
    return curve
  }

  /// The parts of `needed` that those values of the curve come from that are not 1.
  private func runs(in needed: Span<Int32>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in needed.indices where needed[index] < Self.unity {
      let run = max(index - 2 * reach, 0)..<min(index + 2 * reach + 1, needed.count)
      if let last = runs.last, run.lowerBound <= last.upperBound - 2 * reach {
        runs[runs.count - 1] = last.lowerBound..<run.upperBound
      } else {
        runs.append(run)
      }
    }
    return runs
  }

  /// Writes the curve for the blocks at `reach` from either end of `needed` to `curve`, from `start` on.
  private func smooth(_ needed: Span<Int32>, into curve: inout MutableSpan<Float>, from start: Int) {
    let width = hold + 1
    var values = Self.minima(of: needed, width: 2 * width + 1)
    Self.add(&values, width: width)
    Self.add(&values, width: width)
    let scale = 1 / (Double(width) * Double(width) * Double(Self.unity))
    let sums = values.span
    for index in sums.indices { curve[start + index] = Float(Double(sums[index]) * scale) }
  }

  /// The least of every `width` neighbours, by minima from both ends of blocks (van Herk 1992, Gil and Werman 1993).
  private static func minima(of values: Span<Int32>, width: Int) -> [UInt32] {
    var forward = [Int32](repeating: 0, count: values.count)
    var backward = forward
    var forwardSpan = forward.mutableSpan
    var backwardSpan = backward.mutableSpan
    for start in stride(from: 0, to: values.count, by: width) {
      let block = start..<min(start + width, values.count)
      var least = unity
      for index in block {
        least = min(least, values[index])
        forwardSpan[index] = least
      }
      least = unity
      for index in block.reversed() {
        least = min(least, values[index])
        backwardSpan[index] = least
      }
    }
    var minima = [UInt32](repeating: 0, count: values.count - width + 1)
    var span = minima.mutableSpan
    for index in span.indices { span[index] = UInt32(min(backwardSpan[index], forwardSpan[index + width - 1])) }
    return minima
  }

  /// Replaces the values by the sums of every `width` neighbours, in fewer places.
  ///
  /// Sums of the longest curve's `width * width` gains fit 32 bits.
  private static func add(_ values: inout [UInt32], width: Int) {
    let last = values.count - width
    var span = values.mutableSpan
    var sum: UInt32 = 0
    for index in 0..<width - 1 { sum &+= span[index] }
    for index in 0...last {
      let first = span[index]
      sum &+= span[index + width - 1]
      span[index] = sum
      sum &-= first
    }
    values.removeLast(width - 1)
  }
}
