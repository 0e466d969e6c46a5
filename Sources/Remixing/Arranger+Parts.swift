import Synthesis

extension Arranger {
  /// Hz under which the song leaves room for the bass.
  private static let bassRoom = 190.0
  private static let sourceInDrop = -1.0

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

  // MARK: Drop

  private mutating func writeDrop(_ part: RemixPart) {
    let halves = max(part.bars.count / 8, 1)
    let length = (part.songEndSeconds - part.songStartSeconds) / Double(halves)
    for half in 0..<halves {
      let start = part.songStartSeconds + Double(half) * length
      let bars = part.bars.lowerBound + half * 8..<part.bars.lowerBound + (half + 1) * 8
      let window = cells.indices(fromSeconds: start, toSeconds: start + length)
      writeSource(bars: bars, window: window, figure: choice(half, of: part, below: SliceFigures.phrases.count))
      // The second half always plays another phrase than the first.
      let first = choice(8, of: part, below: BassFigures.phrases.count)
      let other = (first + 1 + choice(9, of: part, below: BassFigures.phrases.count - 1)) % BassFigures.phrases.count
      writeBass(bars: bars, phrase: half == 0 ? first : other)
      writeDrums(bars: bars, isBusy: half > 0, variation: choice(10 + half, of: part, below: 4))
    }
    if part.buildsUp {
      rise(bars: part.bars.upperBound - 2..<part.bars.upperBound, gain: 0.3)
      swell(into: part.bars.upperBound, gain: 0.45)
    }
  }

  private mutating func writeSource(bars: Range<Int>, window: Range<Int>, figure: Int) {
    let tonic = chooser.choose(4, degree: 0, within: window)
    let others = [3, 10].map { chooser.choose(2, degree: $0, within: window) }
    let figures = SliceFigures.phrases[figure]
    for (index, bar) in bars.enumerated() {
      let place = index % BassFigures.degrees.count
      let isBreak = index == bars.count - 1
      // The round's second time repeats the first, but for the way into what follows.
      let choices = place < 2 ? Array(tonic.dropFirst(2 * place).prefix(2)) : others[place - 2]
      guard choices.count == 2 else { continue }
      for piece in SliceFigures.bars[figures[place]] where !isBreak || piece.start < 12 {
        self.place(
          cell: choices[piece.choice] + piece.offset, at: RemixGrid.sample(bar: bar, sixteenth: piece.start),
          sixteenths: isBreak ? min(piece.length, 12 - piece.start) : piece.length, dynamics: .even)
      }
      mix(bar: bar, highPass: Self.bassRoom, gainDB: Self.sourceInDrop)
      if isBreak {
        let clearest = chooser.clearest(within: window) ?? choices[0]
        self.place(cell: clearest, at: RemixGrid.sample(bar: bar, sixteenth: 12), sixteenths: 4, dynamics: .even)
        holdMix(toBar: bar, sixteenth: 12)
        mix(bar: bar, sixteenth: 12, gainDB: 1)
      }
      holdMix(toBar: bar + 1)
    }
  }

  private mutating func writeBass(bars: Range<Int>, phrase: Int) {
    for (index, bar) in bars.enumerated() {
      let place = index % BassFigures.degrees.count
      let isBreak = index == bars.count - 1
      for stroke in BassFigures.phrases[phrase][place] where !isBreak || stroke.start < 12 {
        var stroke = stroke
        if isBreak, stroke.start + stroke.length > 12 {
          // What is left of the note keeps whole wobbles.
          stroke.length = 12 - stroke.start
          stroke.rates = stroke.length.isMultiple(of: 4) ? (2, 2) : (4, 4)
        }
        play(stroke, degree: BassFigures.degrees[place], bar: bar)
      }
    }
  }

  private mutating func writeDrums(bars: Range<Int>, isBusy: Bool, variation: Int) {
    hit(.crash, bar: bars.lowerBound, gain: isBusy ? 0.6 : 0.85)
    for (index, bar) in bars.enumerated() {
      let isBreak = index == bars.count - 1
      let kicks = DrumFigures.kicks[index.isMultiple(of: 2) ? 0 : 1 + variation]
      for sixteenth in kicks where !isBreak || sixteenth < 8 { hit(.kick, bar: bar, sixteenth: sixteenth) }
      for (stroke, sixteenth) in (isBreak ? DrumFigures.fillSnares : DrumFigures.snares).enumerated() {
        hit(.snare, bar: bar, sixteenth: sixteenth, gain: stroke == 0 ? 1 : 0.6)
        if stroke == 0 { hit(.clap, bar: bar, sixteenth: sixteenth, gain: 0.5) }
      }
      for sixteenth in DrumFigures.pulse where !isBreak || sixteenth < 12 {
        hit(.closedHat, bar: bar, sixteenth: sixteenth, gain: 0.7)
      }
      guard isBusy else { continue }
      for sixteenth in DrumFigures.hats where !isBreak || sixteenth < 12 {
        let isOpen = sixteenth == 14 && !index.isMultiple(of: 2)
        hit(isOpen ? .openHat : .closedHat, bar: bar, sixteenth: sixteenth, gain: 1)
      }
      for sixteenth in DrumFigures.ghostHats where !index.isMultiple(of: 2) && !isBreak {
        hit(.closedHat, bar: bar, sixteenth: sixteenth, gain: 0.35)
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
    hit(.boom, bar: bars.lowerBound, gain: 0.5)
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
    let window = cells.indices(fromSeconds: part.songStartSeconds, toSeconds: part.songEndSeconds)
    let passage = Dynamics.natural(level: cells.passageLevel(of: window))
    hit(.crash, bar: bars.lowerBound, gain: 0.9)
    hit(.boom, bar: bars.lowerBound, gain: 0.8)
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
