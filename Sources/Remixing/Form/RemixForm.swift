import BeatTracking
import Glibc
import Styles

/// Lays out the parts of a remix along its song.
///
/// Each bar of the remix stands for as much of the song. Of all ways to fill the wanted length with whole parts, the one
/// that says most of the song is taken: drops where it is loud, breakdowns where it is quiet, parts that start with its
/// sections, builds into what comes back loudest. A shorter remix leaves out what serves least, a longer one goes round.
struct RemixForm {
  let parts: [RemixPart]

  init(analysis: SongAnalysis, cells: BeatCells, grid: RemixGrid, options: RemixOptions) {
    let wanted = grid.bars(inSeconds: options.length.seconds(forSong: analysis.durationSeconds))
    let lengths = PartLengths(options.style.form, wantedBars: wanted)
    let song = SongOutline(analysis: analysis, cells: cells, unitSeconds: grid.seconds(ofBars: Double(lengths.unit)))
    let search = FormSearch(lengths: lengths, song: song)
    parts = search.bestForm().map { piece in
      let bars = piece.units.lowerBound * lengths.unit..<piece.units.upperBound * lengths.unit
      let place = piece.kind == .ending ? max(song.unitCount - piece.units.count, 0) : piece.songUnit
      let start = song.start(ofUnit: place)
      return RemixPart(
        kind: piece.kind, bars: bars, songStartSeconds: start,
        songEndSeconds: min(start + Double(piece.units.count) * song.unitSeconds, song.endSeconds),
        label: song.label(atSeconds: start))
    }
  }
}

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
