import Styles

/// How long parts are, in units of bars that divide them all.
struct PartLengths {
  /// Bars.
  let unit: Int
  let intro: Int
  let build: Int
  /// Whole and half drops.
  let drops: [Int]
  let breakdown: Int
  let ending: Int
  let total: Int
  let dropsInARow: Int

  /// - Parameter wantedBars: Less than the shortest form shortens intro, drop and ending.
  init(_ rules: FormRules, wantedBars: Double) {
    var (intro, drop, ending) = (rules.introBars, rules.dropBars, rules.endingBars)
    var least: Int { intro + drop + ending }
    // Halves of what the style has, the intro first, as long as that helps.
    while Double(least) > wantedBars + Double(drop) / 4 {
      if intro > 4, intro * 2 >= drop {
        intro = (intro + 1) / 2
      } else if drop > 4 {
        drop = (drop + 1) / 2
      } else if ending > 2 {
        ending = 2
      } else if intro > 2 {
        intro = (intro + 1) / 2
      } else {
        break
      }
    }
    let half = drop >= 8 && drop.isMultiple(of: 2) ? drop / 2 : drop
    let unit = [intro, rules.buildBars, drop, half, rules.breakdownBars, ending].reduce(0, Self.greatestCommonDivisor)
    self.unit = max(unit, 1)
    self.intro = intro / self.unit
    build = rules.buildBars / self.unit
    drops = half == drop ? [drop / self.unit] : [drop / self.unit, half / self.unit]
    breakdown = rules.breakdownBars / self.unit
    self.ending = ending / self.unit
    let total = Int((wantedBars / Double(self.unit)).rounded())
    self.total = max(total, self.intro + (drops.min() ?? 1) + self.ending)
    dropsInARow = max(rules.dropsInARow, 1)
  }

  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
  }
}
