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
  /// Of the whole remix, as near to this as whole parts come.
  let wanted: Double
  /// The same as a whole number, within `most`.
  let total: Int
  /// What the whole remix may have at most.
  let most: Int
  let dropsInARow: Int

  /// - Parameters:
  ///   - wantedBars: Less than the shortest form shortens intro, drop and ending.
  ///   - mostBars: No more than these unless the shortest form has more.
  init(_ rules: FormRules, wantedBars: Double, mostBars: Double) {
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
      } else if drop > 2 {
        drop = (drop + 1) / 2
      } else if max(intro, ending) > 1 {
        (intro, ending) = (1, 1)
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
    wanted = wantedBars / Double(self.unit)
    let shortest = self.intro + (drops.min() ?? 1) + self.ending
    // A remix of the wanted length may go on for less than one more drop.
    let longest = wanted.rounded() + Double(drop / self.unit - 1)
    most = max(Int(min(mostBars / Double(self.unit), longest)), shortest)
    total = min(max(Int(wanted.rounded()), shortest), most)
    dropsInARow = max(rules.dropsInARow, 1)
  }

  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
  }
}
