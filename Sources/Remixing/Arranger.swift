import BeatTracking
import Synthesis

/// Collects the events of a remix, part by part.
struct Arranger {
  let cells: BeatCells
  let key: RemixKey
  let chooser: CellChooser
  let sourceSampleCount: Int
  private let random: SeededNoise

  private(set) var slices: [SourceSlice] = []
  private(set) var bassNotes: [BassNote] = []
  private(set) var drumHits: [DrumHit] = []
  private(set) var risers: [RiserSweep] = []
  private(set) var sourceMix: [SourceMix] = []

  /// The root mean square that the song's louder cells are brought to.
  private static let sourceLevel: Float = 0.125
  /// How far two cells played as one piece may put the second one's attack off the grid, in samples of the remix.
  private static let tolerance = 350.0

  init(analysis: SongAnalysis, cells: BeatCells, key: RemixKey, seed: UInt64) {
    self.cells = cells
    self.key = key
    chooser = CellChooser(cells: cells, key: key)
    sourceSampleCount = analysis.sampleCount
    random = SeededNoise(seed: seed)
  }

  /// The same number of `0..<limit` for the same seed, part and question.
  func choice(_ question: Int, of part: RemixPart, below limit: Int) -> Int {
    random.choice(at: part.bars.lowerBound * 64 + question, below: limit)
  }

  // MARK: The song

  /// How the level of single cells is treated.
  enum Dynamics {
    /// As in the song, bass and all, from a passage of the given level.
    case natural(level: Float)
    /// Half way (in decibels) to one level of what lies above the bass.
    case even
  }

  /// Places cells of the song one after the other, a beat each.
  ///
  /// Two cells in a row become one piece if that leaves the second on the grid; a piece shorter than a beat plays the
  /// start of its cell as it is.
  mutating func place(cell first: Int, at start: Int, sixteenths: Int, dynamics: Dynamics) {
    guard !cells.isEmpty else { return }
    let end = start + sixteenths * RemixGrid.samplesPerSixteenth
    var position = start
    var cell = first
    while position < end {
      let source = cells.cells[cell % cells.cells.count].source
      let count = min(RemixGrid.samplesPerBeat, end - position)
      if count < RemixGrid.samplesPerBeat {
        let direct = source.lowerBound..<source.lowerBound + count
        append(direct, at: position, count: count, cell: cell, dynamics: dynamics)
      } else if end - position >= 2 * count, let pair = steadyPair(from: cell) {
        append(pair, at: position, count: 2 * count, cell: cell, dynamics: dynamics)
        position += count
        cell += 1
      } else {
        append(source, at: position, count: count, cell: cell, dynamics: dynamics)
      }
      position += count
      cell += 1
    }
  }

  /// Places the start of a cell so that it slows down to a standstill.
  mutating func placeTapeStop(cell: Int, at start: Int, sixteenths: Int) {
    guard !cells.isEmpty else { return }
    let count = sixteenths * RemixGrid.samplesPerSixteenth
    let source = cells.cells[cell].source.lowerBound
    append(source..<source + count, at: start, count: count, cell: cell, dynamics: .even)
    slices[slices.count - 1].playback = .tapeStop
  }

  private func steadyPair(from cell: Int) -> Range<Int>? {
    guard cells.isContinuous(after: cell) else { return nil }
    let first = cells.cells[cell].source
    let pair = first.lowerBound..<cells.cells[cell + 1].source.upperBound
    let middle = Double(first.count) / Double(pair.count) * 2 * Double(RemixGrid.samplesPerBeat)
    return abs(middle - Double(RemixGrid.samplesPerBeat)) <= Self.tolerance ? pair : nil
  }

  private mutating func append(_ source: Range<Int>, at start: Int, count: Int, cell: Int, dynamics: Dynamics) {
    slices.append(
      SourceSlice(source: source, output: start..<start + count, gain: gain(of: cell, dynamics: dynamics)))
  }

  private func gain(of cell: Int, dynamics: Dynamics) -> Float {
    let cell = cells.cells[cell % cells.cells.count]
    let (level, usual) =
      switch dynamics {
      case .natural(let level): (level, level)
      case .even: (cell.bodyLevel, cells.usualBodyLevel)
      }
    guard level > 0, usual > 0 else { return 1 }
    let evened = min(max((usual / level).squareRoot(), 0.6), 2)
    return evened * min(max(Self.sourceLevel / usual, 0.05), 16)
  }

  // MARK: Bass, drums, effects

  mutating func play(_ stroke: BassFigures.Stroke, degree: Int, bar: Int, gain: Float = 1) {
    let start = RemixGrid.sample(bar: bar, sixteenth: stroke.start)
    bassNotes.append(
      BassNote(
        output: start..<start + stroke.length * RemixGrid.samplesPerSixteenth, degree: degree,
        tone: BassTone(
          timbre: stroke.timbre, frequency: key.bassFrequency(of: degree),
          wobble: WobbleShape(startRate: stroke.rates.0, endRate: stroke.rates.1)),
        gain: gain))
  }

  mutating func hit(_ sound: DrumSound, bar: Int, sixteenth: Int = 0, gain: Float = 1) {
    drumHits.append(DrumHit(sound: sound, start: RemixGrid.sample(bar: bar, sixteenth: sixteenth), gain: gain))
  }

  /// A snare roll that doubles its speed and swells, over the bars up to the last beat of the last one.
  mutating func roll(bars: Range<Int>, strokesPerBar: [Int]) {
    let length = Float(bars.count * RemixGrid.sixteenthsPerBar)
    for (bar, strokes) in zip(bars, strokesPerBar) {
      let step = RemixGrid.sixteenthsPerBar / strokes
      let isLast = bar == bars.upperBound - 1
      for sixteenth in stride(from: 0, to: isLast ? 12 : 16, by: step) {
        let progress = Float((bar - bars.lowerBound) * RemixGrid.sixteenthsPerBar + sixteenth) / length
        hit(.rollSnare, bar: bar, sixteenth: sixteenth, gain: 0.25 + 0.6 * progress)
      }
    }
  }

  /// A riser over `bars` that stops a beat before their end.
  mutating func rise(bars: Range<Int>, gain: Float) {
    let end = RemixGrid.sample(bar: bars.upperBound) - RemixGrid.samplesPerBeat
    risers.append(
      RiserSweep(
        output: RemixGrid.sample(bar: bars.lowerBound)..<end, frequency: 4 * key.bassFrequency(of: 0), gain: gain))
  }

  /// A cymbal played backwards that ends where `bar` starts.
  mutating func swell(into bar: Int, gain: Float) {
    drumHits.append(
      DrumHit(
        sound: .reverseCrash, start: RemixGrid.sample(bar: bar) - DrumSound.reverseCrash.sampleCount, gain: gain))
  }

  // MARK: Filters

  /// Sets a corner of the song's filters; corners are set in rising order.
  mutating func mix(
    bar: Int, sixteenth: Int = 0, highPass: Double = SourceMix.openHighPass, lowPass: Double = SourceMix.openLowPass,
    gainDB: Double
  ) {
    sourceMix.append(
      SourceMix(
        position: RemixGrid.sample(bar: bar, sixteenth: sixteenth), highPassHz: highPass, lowPassHz: lowPass,
        gainDB: gainDB))
  }

  /// Keeps the latest filters up to here, where others start within a few milliseconds.
  mutating func holdMix(toBar bar: Int, sixteenth: Int = 0) {
    guard var last = sourceMix.last else { return }
    last.position = max(RemixGrid.sample(bar: bar, sixteenth: sixteenth) - Self.mixStep, last.position)
    sourceMix.append(last)
  }

  /// Samples that a sudden change of the filters takes.
  private static let mixStep = 220
}
