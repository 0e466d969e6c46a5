import Glibc

/// Cuts a song into sections by optimal partition, with a cost that knows homogeneity and repetition.
///
/// Within a section each channel is a loop of 1, 2 or 4 bars: its cost is the distance of its bars from the other bars
/// at the same place of the loop, for the loop length that explains it best. This is a leave-one-out prediction error, so
/// that cutting stuff that never repeats gains nothing. Prices stand for what is known of sections before hearing: they
/// last some while, and count multiples of eight or four bars; a reward, for what starts to repeat at a border. The
/// cheapest sequence of sections is found by dynamic programming (Jensen 2007 does so with homogeneity alone, Paulus and
/// Klapuri 2009 with a cost for repetition).
struct FormPartition {
  /// The bars at which sections start, and the number of bars.
  let cuts: [Int]

  /// Longer sections are cut, in bars.
  static let longestSection = 64

  /// How much the channels weigh (chords, bass, timbre, rhythm), in bars that nothing explains.
  ///
  /// Chords and bass tell much the same.
  private static let weights: [Float] = [0.25, 0.25, 0.4, 0.4]
  /// Lengths in bars of the loops that a channel may have.
  ///
  /// Rhythm has no long ones: drummers mark phrases.
  private static let loops: [[Int]] = [[1, 2, 4], [1, 2, 4], [1, 2, 4], [1, 2]]

  init(_ distances: BarDistances, borders: [Double]) {
    let count = distances.barCount
    let longest = min(Self.longestSection, count)
    let costs = Self.costs(distances, longest: longest)
    let rewards = RepetitionStarts.strengths(in: distances).map { Self.repetitionReward * $0 }
    var best = [Float](repeating: .infinity, count: count + 1)
    var origin = [Int](repeating: 0, count: count + 1)
    best[0] = 0
    for end in stride(from: 1, through: count, by: 1) {
      for start in max(end - longest, 0)..<end {
        let price = Self.price(ofBars: end - start, seconds: borders[end] - borders[start], isLast: end == count)
        let cost = best[start] + costs[start * longest + end - start - 1] + price - (start > 0 ? rewards[start] : 0)
        if cost < best[end] {
          best[end] = cost
          origin[end] = start
        }
      }
    }
    var cuts = [count]
    while let cut = cuts.last, cut > 0 { cuts.append(origin[cut]) }
    self.cuts = cuts.reversed()
  }

  // MARK: Prices, in bars that nothing explains

  private static let sectionPrice: Float = 0.2
  /// What a section under four bars costs on top.
  private static let shortPrice: Float = 0.9
  /// Sections under this many seconds cost `octavePrice` per octave.
  private static let usualSeconds = 12.0
  private static let octavePrice: Float = 0.6
  private static let repetitionReward: Float = 2

  /// - Parameter isLast: The song's ending counts no bars.
  private static func price(ofBars bars: Int, seconds: Double, isLast: Bool) -> Float {
    var price = sectionPrice
    if !isLast || bars < 2 { price += lengthPrice(bars) }
    if bars < 4 { price += shortPrice }
    if seconds < usualSeconds { price += octavePrice * Float(log2(usualSeconds / max(seconds, 0.5))) }
    return price
  }

  private static func lengthPrice(_ bars: Int) -> Float {
    bars.isMultiple(of: 8) ? 0 : bars.isMultiple(of: 4) ? 0.1 : bars.isMultiple(of: 2) ? 0.2 : 0.45
  }

  // MARK: Costs

  /// What is left unexplained of each possible section.
  ///
  /// Shape: bars x `longest`; entry `n - 1` of bar `i` is the section of `n` bars from `i` on.
  private static func costs(_ distances: BarDistances, longest: Int) -> [Float] {
    var costs = [Float](repeating: 0, count: distances.barCount * longest)
    for (table, (weight, loops)) in zip(distances.tables, zip(weights, loops)) {
      var channel = [Float](repeating: .infinity, count: costs.count)
      for loop in loops { explain(table, by: loop, reach: distances.reach, longest: longest, lowering: &channel) }
      for index in costs.indices { costs[index] += weight * channel[index] }
    }
    return costs
  }

  /// Lowers each section's cost to that of a loop of `loop` bars, if that is less.
  private static func explain(
    _ table: [Float], by loop: Int, reach: Int, longest: Int, lowering costs: inout [Float]
  ) {
    let count = costs.count / max(longest, 1)
    // Sums over all pairs of bars at the same place of the loop, for sections of one length, and one and two less.
    var sums = [Float](repeating: 0, count: count + 1)
    var (shorter, shortest) = (sums, sums)
    for bars in stride(from: 1, through: longest, by: 1) {
      (shortest, shorter, sums) = (shorter, sums, shortest)
      let countsEnds = bars > 1 && (bars - 1).isMultiple(of: loop)
      for start in 0...count - bars {
        guard bars > 1 else {
          sums[start] = 0
          // Nothing predicts a bar alone.
          if loop == 1 { costs[start * longest] = min(costs[start * longest], aloneCost) }
          continue
        }
        let ends = countsEnds ? table[(start + bars - 1) * reach + bars - 2] : 0
        sums[start] = shorter[start] + shorter[start + 1] - shortest[start + 1] + 2 * ends
        guard bars >= 2 * loop else { continue }
        let error = max(sums[start], 0) * Float(loop) / Float(bars - loop)
        let index = start * longest + bars - 1
        costs[index] = min(costs[index], error)
      }
    }
  }

  private static let aloneCost: Float = 0.6
}
