import Glibc

/// What the partition's costs say of its borders, and of those that it did not make.
struct FormBorders {
  let partition: FormPartition
  let repetitions: [RepetitionStarts.Start]
  let distances: BarDistances
  let bars: FormBars
  /// Mean power per bar.
  let powers: [Float]

  /// A form that costs this much more, in bars that nothing explains, is e times less likely.
  ///
  /// From 90 made songs of known form: their borders are right as often as these odds say (0.37 fits one half of them best,
  /// 0.43 the other).
  private static let costScale: Float = 0.4
  /// A border at fewer bars from another counts as the same.
  private static let sameBorderBars = 2
  /// A border that was not made is worth telling if it is this far from all others, in bars.
  private static let clearBars = 4
  private static let mostRejected = 6
  private static let leastScore = 0.02
  /// What a channel must save, in bars that nothing explains, and as a share of what the clearest one saves.
  private static let leastSaving: Float = 0.1
  private static let leastShare: Float = 0.25
  /// How clearly a repetition must start.
  private static let leastRepetition: Float = 0.2
  /// A section that starts the same at least this clearly, in shares of the clearest place, is named instead of that.
  private static let leastRepetitionShare: Float = 0.75
  /// Bars on each side of a border whose levels are compared.
  private static let levelBars = 4
  /// Mean power, of full scale.
  private static let silence: Float = 1e-8

  /// Why there is a border at `cuts[place]`.
  func border(at place: Int) -> SectionBorder {
    let (cuts, bar) = (partition.cuts, partition.cuts[place])
    let without = partition.formWithoutBorder(at: bar, margin: Self.sameBorderBars)
    var border = SectionBorder(confidence: 1 - Self.likelihood(ofExtraCost: without.extraCost))
    let (before, after) = (cuts[place - 1]..<bar, bar..<cuts[place + 1])
    border.changes = changes(from: before, to: after)
    let (quiet, loud) = (power(of: before.suffix(Self.levelBars)), power(of: after.prefix(Self.levelBars)))
    if quiet > Self.silence, loud > Self.silence { border.levelStepDB = 10 * Double(log10f(loud / quiet)) }
    border.repetitionSeconds = repetition(at: bar).map { bars.borders[$0] }
    border.alternative = alternative(to: bar)
    return border
  }

  /// Borders that were not made, the likeliest first, with how near the best form with each comes to the chosen one.
  var rejected: [Candidate<Double>] {
    let costs = (0...bars.count).map { partition.extraCost(ofBorderAt: $0) }
    var candidates: [Candidate<Double>] = []
    for (cut, next) in zip(partition.cuts, partition.cuts.dropFirst()) {
      for bar in stride(from: cut + Self.clearBars, through: next - Self.clearBars, by: 1) {
        // The first of equals.
        let isLeast =
          costs[bar - Self.clearBars + 1..<bar].allSatisfy { $0 > costs[bar] }
          && costs[bar..<bar + Self.clearBars].allSatisfy { $0 >= costs[bar] }
        let score = Self.likelihood(ofExtraCost: costs[bar])
        if score >= Self.leastScore, isLeast {
          candidates.append(Candidate(bars.borders[bar], score: score))
        }
      }
    }
    return Array(candidates.sorted { ($1.score, $0.answer) < ($0.score, $1.answer) }.prefix(Self.mostRejected))
  }

  /// 1 for a form as good as the best, less for one that costs more.
  private static func likelihood(ofExtraCost cost: Float) -> Double { Double(expf(-cost / costScale)) }

  private func alternative(to bar: Int) -> Candidate<Double>? {
    let (section, cost) = partition.formWithoutBorder(at: bar, margin: 1)
    let moved = [section.lowerBound, section.upperBound].filter { abs($0 - bar) < Self.clearBars && !isCut($0) }
    guard let nearest = moved.min(by: { abs($0 - bar) < abs($1 - bar) }) else { return nil }
    return Candidate(bars.borders[nearest], score: Self.likelihood(ofExtraCost: cost))
  }

  private func isCut(_ bar: Int) -> Bool { partition.cuts.contains(bar) }

  /// Where else the same starts: at the first section that it does, or else where it does most clearly.
  private func repetition(at bar: Int) -> Int? {
    let clearest = repetitions[bar]
    guard clearest.strength >= Self.leastRepetition else { return nil }
    let section = partition.cuts.first { other in
      abs(other - bar) >= RepetitionStarts.repeatedBars && abs(other - bar) <= distances.reach
        && RepetitionStarts.isInside(other, barCount: bars.count)
        && RepetitionStarts.strength(at: bar, like: other, in: distances)
          >= Self.leastRepetitionShare * clearest.strength
    }
    return section ?? clearest.other
  }

  /// The channels that two sections explain better than one over both would.
  private func changes(from before: Range<Int>, to after: Range<Int>) -> [SectionBorder.Aspect] {
    let half = partition.costs.longest / 2
    let (before, after) = (before.suffix(half), after.prefix(half))
    let joined = partition.costs.channelCosts(of: before.lowerBound..<after.upperBound)
    let apart = zip(partition.costs.channelCosts(of: before), partition.costs.channelCosts(of: after))
    let savings = zip(SectionBorder.Aspect.allCases, zip(joined, apart)).map { aspect, costs in
      (aspect: aspect, saving: costs.0 - costs.1.0 - costs.1.1)
    }
    let least = max(Self.leastSaving, Self.leastShare * (savings.map(\.saving).max() ?? 0))
    return savings.filter { $0.saving >= least }.sorted { $0.saving > $1.saving }.map(\.aspect)
  }

  private func power(of range: Range<Int>) -> Float {
    range.isEmpty ? 0 : powers[range].reduce(0, +) / Float(range.count)
  }
}
