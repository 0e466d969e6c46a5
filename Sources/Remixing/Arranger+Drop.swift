import Synthesis

extension Arranger {
  /// Hz under which the song leaves room for the bass.
  private static let bassRoom = 190.0
  /// The song's level in decibels under bass and drums.
  private static let songInDrop = -1.5

  /// Bass, drums and rearranged cells, eight bars at a time; the last beat of each eight is left to the song.
  mutating func writeDrop(_ part: RemixPart) {
    let halves = max(part.bars.count / 8, 1)
    let length = (part.songEndSeconds - part.songStartSeconds) / Double(halves)
    for half in 0..<halves {
      let start = part.songStartSeconds + Double(half) * length
      let bars = part.bars.lowerBound + half * 8..<part.bars.lowerBound + (half + 1) * 8
      let window = cells.indices(fromSeconds: start, toSeconds: start + length)
      // The very end of a drop may fall like a stopped turntable; before that, the song shines through.
      let stops = half == halves - 1 && choice(20, of: part, below: 2) == 0
      writeSource(
        bars: bars, window: window, figure: choice(half, of: part, below: SliceFigures.phrases.count), stops: stops)
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

  private mutating func writeSource(bars: Range<Int>, window: Range<Int>, figure: Int, stops: Bool) {
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
      mix(bar: bar, highPass: Self.bassRoom, gainDB: Self.songInDrop)
      if isBreak {
        let clearest = chooser.clearest(within: window) ?? choices[0]
        let start = RemixGrid.sample(bar: bar, sixteenth: 12)
        if stops {
          placeTapeStop(cell: clearest, at: start, sixteenths: 4)
        } else {
          self.place(cell: clearest, at: start, sixteenths: 4, dynamics: .even)
        }
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
      // A pick-up into the second half of the phrase.
      if index % 8 == 3 { hit(.snare, bar: bar, sixteenth: 14, gain: 0.45) }
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
}
