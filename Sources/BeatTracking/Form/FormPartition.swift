/// Cuts a song into sections by optimal partition, with a cost that knows homogeneity and repetition.
///
/// A section is a loop of 1, 2, 4 or 8 bars: its cost is the distance of its bars from the other bars at the same place
/// of the loop, for the loop length that explains it best (a leave-one-out prediction error, so that cutting stuff that
/// never repeats gains nothing), plus a price per section and for lengths that composers avoid. The cheapest sequence of
/// sections is found by dynamic programming (Jensen 2007 does so with homogeneity alone).
struct FormPartition {
  /// The bars at which sections start, and the number of bars.
  let cuts: [Int]

  /// Longer sections are cut.
  static let longestSection = 64

  private static let loops = [1, 2, 4, 8]
  /// Of each bar of the loop: a longer loop must explain more.
  private static let loopPrice: Float = 0.05
  private static let sectionPrice: Float = 0.3
  /// What a length in bars costs on top, in bars that nothing explains: composers like multiples of eight and four.
  private static func lengthPrice(_ bars: Int) -> Float {
    bars.isMultiple(of: 8) ? 0 : bars.isMultiple(of: 4) ? 0.2 : bars.isMultiple(of: 2) ? 0.4 : 0.6
  }
  /// What a section under four bars costs on top.
  private static let shortPrice: Float = 1.2

  init(_ distances: BarDistances) {
    let count = distances.barCount
    let longest = min(Self.longestSection, count)
    let costs = Self.costs(distances, longest: longest)
    var best = [Float](repeating: .infinity, count: count + 1)
    var origin = [Int](repeating: 0, count: count + 1)
    best[0] = 0
    for end in stride(from: 1, through: count, by: 1) {
      for start in max(end - longest, 0)..<end {
        let bars = end - start
        // The song's ending rings out for as long as it likes.
        let length = end == count ? 0 : Self.lengthPrice(bars)
        let short = bars < 4 && !(end == count && bars > 1) ? Self.shortPrice : 0
        let cost = best[start] + costs[start * longest + bars - 1] + Self.sectionPrice + length + short
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

  /// What is left unexplained of each possible section.
  ///
  /// Shape: bars x `longest`; entry `n - 1` of bar `i` is the section of `n` bars from `i` on.
  private static func costs(_ distances: BarDistances, longest: Int) -> [Float] {
    let count = distances.barCount
    var costs = [Float](repeating: .infinity, count: count * longest)
    for loop in loops {
      // Sums over all pairs of bars at the same place of the loop, for sections of one length, and one and two less.
      var (sums, shorter, shortest) = ([Float](repeating: 0, count: count + 1), [Float](), [Float]())
      for bars in stride(from: 1, through: longest, by: 1) {
        shortest = shorter
        shorter = sums
        for start in 0...count - bars {
          let ends = bars > 1 && (bars - 1).isMultiple(of: loop) ? distances[start, start + bars - 1] : 0
          let middle = bars > 2 ? shortest[start + 1] : 0
          let sum = bars == 1 ? 0 : shorter[start] + shorter[start + 1] - middle + 2 * ends
          sums[start] = sum
          guard bars >= 2 * loop || loop == 1 else { continue }
          let error = bars == 1 ? 1 : max(sum, 0) * Float(loop) / Float(bars - loop)
          let cost = error + loopPrice * Float(loop)
          costs[start * longest + bars - 1] = min(costs[start * longest + bars - 1], cost)
        }
      }
    }
    return costs
  }
}
