/// Cuts a song into sections by optimal partition, with a cost that knows homogeneity and repetition.
///
/// A section costs what its loops leave unexplained and its price, less a reward for what starts to repeat at its border.
/// The cheapest sequence of sections is found by dynamic programming (Jensen 2007 does so with homogeneity alone, Paulus
/// and Klapuri 2009 with a cost for repetition). The same run backwards tells what every other answer would cost.
struct FormPartition {
  /// The bars at which sections start, and the number of bars.
  let cuts: [Int]

  /// Longer sections are cut, in bars.
  static let longestSection = 64

  private static let repetitionReward: Float = 2

  let costs: SectionCosts
  /// What a section costs before it is heard, laid out as the costs.
  private let prices: [Float]
  /// Taken off where a section starts at each bar.
  private let rewards: [Float]
  /// The cheapest way from the song's start to each bar, and on from a border at each bar to the song's end.
  private let prefixes: [Float]
  private let suffixes: [Float]

  init(_ distances: BarDistances, repetitions: [RepetitionStarts.Start], borders: [Double]) {
    let count = distances.barCount
    let longest = min(Self.longestSection, count)
    let costs = SectionCosts(distances, longest: longest)
    let prices = Self.prices(borders: borders, longest: longest)
    let rewards = repetitions.enumerated().map { $0 == 0 ? 0 : Self.repetitionReward * $1.strength }
    var best = [Float](repeating: .infinity, count: count + 1)
    var origin = [Int](repeating: 0, count: count + 1)
    best[0] = 0
    for end in stride(from: 1, through: count, by: 1) {
      for start in max(end - longest, 0)..<end {
        let index = costs.index(of: start..<end)
        let cost = best[start] + costs.table[index] + prices[index] - rewards[start]
        if cost < best[end] {
          best[end] = cost
          origin[end] = start
        }
      }
    }
    var rest = [Float](repeating: .infinity, count: count + 1)
    rest[count] = 0
    for start in stride(from: count - 1, through: 0, by: -1) {
      for end in start + 1...min(start + longest, count) {
        let index = costs.index(of: start..<end)
        rest[start] = min(rest[start], rest[end] + costs.table[index] + prices[index] - rewards[start])
      }
    }
    var cuts = [count]
    while let cut = cuts.last, cut > 0 { cuts.append(origin[cut]) }
    self.cuts = cuts.reversed()
    self.costs = costs
    self.prices = prices
    self.rewards = rewards
    prefixes = best
    suffixes = rest
  }

  private static func prices(borders: [Double], longest: Int) -> [Float] {
    let count = borders.count - 1
    var prices = [Float](repeating: 0, count: count * longest)
    for start in 0..<count {
      for end in start + 1..<min(start + longest, count) + 1 {
        prices[start * longest + end - start - 1] = SectionPrices.price(
          ofBars: end - start, seconds: borders[end] - borders[start], isLast: end == count)
      }
    }
    return prices
  }

  /// How much more the cheapest form costs that has a border at `bar`.
  func extraCost(ofBorderAt bar: Int) -> Float {
    max(prefixes[bar] + suffixes[bar] - prefixes[cuts[cuts.count - 1]], 0)
  }

  /// The section over `bar`, from at least `margin` bars before it to as many after, of the cheapest form without borders
  /// between, and how much more that form costs.
  func formWithoutBorder(at bar: Int, margin: Int) -> (section: Range<Int>, extraCost: Float) {
    let count = cuts[cuts.count - 1]
    var best = (section: 0..<count, extraCost: Float.infinity)
    let earliestEnd = min(bar + margin, count)
    for start in max(earliestEnd - costs.longest, 0)..<max(bar - margin, 0) + 1 {
      for end in earliestEnd..<min(start + costs.longest, count) + 1 {
        let index = costs.index(of: start..<end)
        let cost = prefixes[start] + costs.table[index] + prices[index] - rewards[start] + suffixes[end]
        if cost < best.extraCost { best = (start..<end, cost) }
      }
    }
    best.extraCost = max(best.extraCost - prefixes[count], 0)
    return best
  }
}
