import Synthesis

extension Arranger {
  /// Writes every event of `part`.
  mutating func write(_ part: RemixPart) {
    switch part.kind {
    case .intro: writeIntro(part)
    case .drop: writeDrop(part)
    case .breakdown: writeBreakdown(part)
    case .ending: writeEnding(part)
    }
  }

  // MARK: Intro

  private mutating func writeIntro(_ part: RemixPart) {
    let first = part.bars.lowerBound
    let window = cells.indices(fromSeconds: part.songStartSeconds, toSeconds: part.songEndSeconds)
    let passage = Dynamics.natural(level: cells.passageLevel(of: window))
    let start = window.first { cells.cells[$0].level > 0.2 * cells.usualLevel && cells.cells[$0].isStrong }
    let cell = start ?? window.lowerBound
    for bar in 0..<4 {
      place(
        cell: cell + bar * RemixGrid.beatsPerBar, at: RemixGrid.sample(bar: first + bar), sixteenths: 16,
        dynamics: passage)
    }
    stutter(from: cell + 16, bars: first + 4..<part.bars.upperBound)

    hit(.crash, bar: first, gain: 0.4)
    for bar in first + 2..<first + 4 {
      for sixteenth in DrumFigures.hats { hit(.closedHat, bar: bar, sixteenth: sixteenth, gain: 0.45) }
    }
    hit(.crash, bar: first + 4, gain: 0.6)
    for bar in first + 4..<first + 7 {
      for sixteenth in stride(from: 0, to: 16, by: 4) { hit(.kick, bar: bar, sixteenth: sixteenth, gain: 0.6) }
    }
    roll(bars: first + 4..<part.bars.upperBound, strokesPerBar: [4, 4, 8, 16])
    rise(bars: first + 4..<part.bars.upperBound, gain: 0.5)
    swell(into: part.bars.upperBound, gain: 0.5)

    mix(bar: first, lowPass: 260, gainDB: 0)
    mix(bar: first + 4, lowPass: 4_500, gainDB: 0)
    mix(bar: first + 6, highPass: 60, gainDB: 0)
    mix(bar: first + 7, sixteenth: 8, highPass: 350, gainDB: 1)
    holdMix(toBar: first + 7, sixteenth: 12)
    mix(bar: first + 7, sixteenth: 12, gainDB: 2)
  }

  /// Repeats the starts of cells: two bars of quarters, one of eighths, three beats of sixteenths, and a whole beat.
  private mutating func stutter(from cell: Int, bars: Range<Int>) {
    let lengths = [4, 4, 2, 1]
    for (index, bar) in bars.enumerated() {
      let length = lengths[min(index, 3)]
      let source = cell + index * 2
      for sixteenth in stride(from: 0, to: length == 1 ? 12 : 16, by: length) {
        place(
          cell: source, at: RemixGrid.sample(bar: bar, sixteenth: sixteenth), sixteenths: length, dynamics: .even)
      }
      if length == 1 {
        place(cell: source, at: RemixGrid.sample(bar: bar, sixteenth: 12), sixteenths: 4, dynamics: .even)
      }
    }
  }

  // MARK: Breakdown

  private mutating func writeBreakdown(_ part: RemixPart) {
    let bars = part.bars
    let window = cells.indices(fromSeconds: part.songStartSeconds, toSeconds: part.songEndSeconds)
    let passage = Dynamics.natural(level: cells.passageLevel(of: window))
    let start = window.first { cells.cells[$0].isStrong } ?? window.lowerBound
    for (index, bar) in bars.enumerated() {
      let isLast = bar == bars.upperBound - 1
      place(
        cell: start + index * RemixGrid.beatsPerBar, at: RemixGrid.sample(bar: bar), sixteenths: 16,
        dynamics: passage)
      let degree = BassFigures.degrees[index % BassFigures.degrees.count]
      if !isLast { play(BassFigures.Stroke(0, 16, 0, .reese), degree: degree, bar: bar, gain: 0.5) }
      if index < 4 { hit(.closedHat, bar: bar, sixteenth: 8, gain: 0.5) }
    }
    hit(.crash, bar: bars.lowerBound, gain: 0.7)
    hit(.impact, bar: bars.lowerBound, gain: 0.5)
    roll(bars: bars.upperBound - 4..<bars.upperBound, strokesPerBar: [4, 4, 8, 16])
    rise(bars: bars.upperBound - 4..<bars.upperBound, gain: 0.5)
    swell(into: bars.upperBound, gain: 0.5)
    mix(bar: bars.lowerBound, highPass: 100, gainDB: 0)
    holdMix(toBar: bars.upperBound - 4)
    mix(bar: bars.upperBound - 1, sixteenth: 8, highPass: 400, gainDB: 1)
    holdMix(toBar: bars.upperBound - 1, sixteenth: 12)
    mix(bar: bars.upperBound - 1, sixteenth: 12, gainDB: 2)
    holdMix(toBar: bars.upperBound)
  }

  // MARK: Ending

  private mutating func writeEnding(_ part: RemixPart) {
    let bars = part.bars
    // The last three bars of the song before it fades.
    let window = cells.lastAudible(3 * RemixGrid.beatsPerBar)
    let passage = Dynamics.natural(level: cells.passageLevel(of: window))
    hit(.crash, bar: bars.lowerBound, gain: 0.9)
    hit(.impact, bar: bars.lowerBound, gain: 0.8)
    hit(.kick, bar: bars.lowerBound)
    for bar in bars.lowerBound..<bars.lowerBound + 2 {
      play(BassFigures.Stroke(0, 16, 0, .reese), degree: 0, bar: bar, gain: 0.6)
    }
    for (index, bar) in bars.dropLast().enumerated() {
      place(
        cell: window.lowerBound + index * RemixGrid.beatsPerBar, at: RemixGrid.sample(bar: bar), sixteenths: 16,
        dynamics: passage)
    }
    mix(bar: bars.lowerBound, highPass: 60, lowPass: 12_000, gainDB: 0)
    mix(bar: bars.upperBound - 2, lowPass: 600, gainDB: -6)
    mix(bar: bars.upperBound - 1, lowPass: 200, gainDB: -60)
  }
}
