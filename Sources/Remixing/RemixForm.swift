import BeatTracking

/// Lays out the parts of a remix along its song.
///
/// The song's sections are rounded to units of eight bars of about their own length. Two loud units make a drop of
/// 8 + 8 bars, quiet ones a breakdown; where nothing is quiet, every fifth drop's place goes to a breakdown.
struct RemixForm {
  static let introBars = 8
  static let endingBars = 4
  private static let unitBars = 8
  private static let unitsPerDrop = 2
  private static let longestRunOfDrops = 4
  /// A section is quiet under this share of the song's usual level.
  private static let quietShare: Float = 0.55

  let parts: [RemixPart]

  private struct Unit {
    var section: Int
    var start: Double
    var end: Double
    var isQuiet: Bool
  }

  init(analysis: SongAnalysis, cells: BeatCells) {
    let sections = Self.usableSections(of: analysis)
    let units = Self.units(of: sections, cells: cells)
    let end = sections.last?.endSeconds ?? 0
    let unitSeconds = (units.first.map { $0.end - $0.start } ?? 0)
    var parts = [
      RemixPart(
        kind: .intro, bars: 0..<Self.introBars, songStartSeconds: sections.first?.startSeconds ?? 0,
        songEndSeconds: unitSeconds, label: sections.first?.label ?? "A", buildsUp: true)
    ]
    var bar = Self.introBars
    for (kind, group) in Self.group(units) {
      let bars = bar..<bar + group.count * Self.unitBars
      parts.append(
        RemixPart(
          kind: kind, bars: bars, songStartSeconds: group.first?.start ?? 0, songEndSeconds: group.last?.end ?? 0,
          label: sections[group.first?.section ?? 0].label, buildsUp: true))
      bar = bars.upperBound
    }
    parts[parts.count - 1].buildsUp = false
    parts.append(
      RemixPart(
        kind: .ending, bars: bar..<bar + Self.endingBars, songStartSeconds: max(end - unitSeconds / 2, 0),
        songEndSeconds: end, label: sections.last?.label ?? "A", buildsUp: false))
    self.parts = parts
  }

  /// The song's sections, or the whole song as one.
  private static func usableSections(of analysis: SongAnalysis) -> [Section] {
    let sections = analysis.sections.filter { $0.endSeconds > $0.startSeconds }
    guard sections.isEmpty else { return sections }
    return [Section(startSeconds: 0, endSeconds: analysis.durationSeconds, label: "A", energy: 1)]
  }

  /// Units of eight bars, dealt to the sections by their length; very short sections may get none.
  private static func units(of sections: [Section], cells: BeatCells) -> [Unit] {
    let start = sections.first?.startSeconds ?? 0
    let duration = (sections.last?.endSeconds ?? 0) - start
    let bars = RemixGrid.bars(inSeconds: duration) - Double(introBars + endingBars)
    let total = max(Int((bars / Double(unitBars)).rounded()), unitsPerDrop)
    let usual = cells.usualLevel
    var units: [Unit] = []
    for (index, section) in sections.enumerated() {
      let share = duration > 0 ? (section.endSeconds - start) / duration : 1
      let count = Int((Double(total) * share).rounded()) - units.count
      guard count > 0 else { continue }
      let length = (section.endSeconds - section.startSeconds) / Double(count)
      let level = cells.level(fromSeconds: section.startSeconds, toSeconds: section.endSeconds)
      for unit in 0..<count {
        let unitStart = section.startSeconds + Double(unit) * length
        units.append(
          Unit(section: index, start: unitStart, end: unitStart + length, isQuiet: level < usual * quietShare))
      }
    }
    return units
  }

  private static func group(_ units: [Unit]) -> [(RemixPart.Kind, ArraySlice<Unit>)] {
    var groups: [(RemixPart.Kind, ArraySlice<Unit>)] = []
    var dropsInARow = 0
    var index = 0
    while index < units.count {
      let left = units.count - index
      // The intro wants a drop after it, and so does a breakdown; the last part is a drop too.
      let mayRest = dropsInARow > 0 && left > unitsPerDrop
      let isTired = dropsInARow >= longestRunOfDrops
      if mayRest, units[index].isQuiet || isTired {
        groups.append((.breakdown, units[index...index]))
        dropsInARow = 0
        index += 1
        continue
      }
      let end = min(index + unitsPerDrop, units.count)
      groups.append((.drop, units[index..<end]))
      dropsInARow += 1
      index = end
    }
    return groups
  }
}
