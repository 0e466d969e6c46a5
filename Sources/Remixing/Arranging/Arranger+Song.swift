import Glibc
import Styles

extension Arranger {
  /// The root mean square that the song's louder cells are brought to.
  private static let sourceLevel: Float = 0.125
  /// What a very soft song, at about -70 dB, is multiplied by.
  private static let largestLift: Float = 400
  /// Samples that a sudden change of the filters takes.
  private static let mixStep = 220

  mutating func writeSong(_ context: SceneContext) {
    writeMix(context)
    guard let layer = context.scene.song, !cells.isEmpty else { return }
    switch layer.arrangement {
    case .through:
      let passage = Dynamics.natural(level: cells.passageLevel(of: context.window))
      play(cell: context.firstCell, ticks: context.ticks, layer: layer, dynamics: passage)
    case .chops(let phrases):
      guard !phrases.isEmpty else { return }
      let drawn = choice(0, of: context.part, below: phrases.count)
      chop(phrases[(drawn + context.index) % phrases.count], context, layer: layer)
    }
    if context.scene.lastBeatIsSong {
      let last = context.ticks.upperBound
      play(
        cell: chooser.clearest(within: context.window) ?? context.firstCell, ticks: last..<last + Ticks.perBeat,
        layer: layer, dynamics: .even)
    }
  }

  /// Plays the song on from a cell.
  private mutating func play(cell: Int, ticks: Range<Int>, layer: SongLayer, dynamics: Dynamics) {
    let first = cell * Ticks.perBeat
    let run = SongCutter.Run(songTicks: first..<first + ticks.count, ticks: ticks)
    append(cutter.slices(of: run), layer: layer, dynamics: dynamics)
  }

  /// Takes slices over, each at the level of the cell that most of it lies in.
  private mutating func append(
    _ cut: [SourceSlice], layer: SongLayer, dynamics: Dynamics, change: (inout SourceSlice) -> Void = { _ in }
  ) {
    for var slice in cut {
      slice.gain = gain(of: slice, dynamics: dynamics)
      slice.component = layer.component
      change(&slice)
      slices.append(slice)
    }
  }

  private func gain(of slice: SourceSlice, dynamics: Dynamics) -> Float {
    let cell = cells.cell(at: (slice.source.lowerBound + slice.source.upperBound) / 2)
    let (level, usual) =
      switch dynamics {
      case .natural(let level): (level, level)
      case .even: (cell.bodyLevel, cells.usualBodyLevel)
      }
    guard level > 0, usual > 0 else { return 1 }
    let evened = min(max((usual / level).squareRoot(), 0.6), 2)
    return evened * min(max(Self.sourceLevel / usual, 0.05), Self.largestLift)
  }

  // MARK: Chops

  /// Bars after which the choice of cells comes round.
  private static let roundBars = 4

  private mutating func chop(_ phrase: ChopPhrase, _ context: SceneContext, layer: SongLayer) {
    guard !phrase.bars.isEmpty else { return }
    let choices = choices(for: phrase, context)
    for bar in context.bars {
      let place = bar - context.bars.lowerBound
      let barTick = bar * Ticks.perBar
      for piece in phrase.bars[(bar - context.firstBar) % phrase.bars.count] {
        let ticks = (barTick + piece.tick..<barTick + piece.tick + piece.length)
          .clamped(to: context.ticks)
        guard !ticks.isEmpty else { continue }
        let cell: Int
        var songTick = 0
        switch piece.content {
        case .cell(let choice, let after):
          let own = choices[place]
          cell = (own.isEmpty ? context.firstCell : own[choice % own.count]) + after
        case .song:
          cell = context.firstCell + place * Ticks.beatsPerBar
          songTick = piece.tick
        }
        write(
          piece, songTick: cell * Ticks.perBeat + songTick, ticks: ticks, layer: layer, context)
      }
    }
  }

  /// The cells that each bar may play, in the order of the song: other ones each time a note comes back in a round.
  private func choices(for phrase: ChopPhrase, _ context: SceneContext) -> [[Int]] {
    let wanted =
      1
      + phrase.bars.joined().reduce(0) { most, piece in
        guard case .cell(let choice, _) = piece.content else { return most }
        return max(most, choice)
      }
    var given: [Int: Int] = [:]
    return context.bars.map { bar in
      if (bar - context.bars.lowerBound).isMultiple(of: Self.roundBars) { given = [:] }
      let root = root(ofBar: bar, in: context)
      let before = given[root, default: 0]
      given[root] = before + wanted
      let chosen = chooser.choose(2 * wanted, semitones: root, within: context.window)
      return chosen.isEmpty ? [] : (0..<wanted).map { chosen[(before + $0) % chosen.count] }
    }
  }

  private mutating func write(
    _ piece: ChopPhrase.Piece, songTick: Int, ticks: Range<Int>, layer: SongLayer, _ context: SceneContext
  ) {
    var runs = [SongCutter.Run(songTicks: songTick..<songTick + ticks.count, ticks: ticks)]
    for operation in piece.operations {
      switch operation {
      case .stutter(let step): runs = runs.flatMap { $0.stuttering(every: max(step, 1)) }
      case .halfTime:
        runs = runs.map { run in
          let first = run.songTicks.lowerBound
          return SongCutter.Run(songTicks: first..<first + max(run.songTicks.count / 2, 1), ticks: run.ticks)
        }
      default: break
      }
    }
    let grid = grid
    let operations = piece.operations
    let isWhole = operations.contains { $0 == .reverse || $0 == .tapeStop }
    for run in runs {
      let cut = isWhole ? whole(run) : cutter.slices(of: run)
      append(cut, layer: layer, dynamics: .even) { slice in
        for operation in operations { Self.apply(operation, to: &slice, of: ticks, grid: grid) }
      }
    }
  }

  /// A run as one slice.
  private func whole(_ run: SongCutter.Run) -> [SourceSlice] {
    let cut = cutter.slices(of: run)
    guard var slice = cut.first, let last = cut.last else { return [] }
    slice.source = slice.source.lowerBound..<max(last.source.upperBound, slice.source.lowerBound + 1)
    slice.output = grid.samples(inTicks: run.ticks)
    return [slice]
  }

  private static func apply(
    _ operation: ChopPhrase.Operation, to slice: inout SourceSlice, of ticks: Range<Int>, grid: RemixGrid
  ) {
    switch operation {
    case .stutter, .halfTime: break
    case .gate(let step):
      // Half the time open, on the grid: what swings has long and short openings.
      slice.gate = stride(from: ticks.lowerBound, to: ticks.upperBound, by: max(step, 2)).map { tick in
        grid.samples(inTicks: tick..<tick + max(step, 2) / 2)
      }
    case .reverse: slice.playback = .reversed
    case .tapeStop: slice.playback = .tapeStop
    case .pitch(let semitones): slice.semitones += semitones
    case .lowPass(let hertz): slice.lowPassHz = hertz
    case .highPass(let hertz): slice.highPassHz = hertz
    }
  }

  // MARK: Filters

  private mutating func writeMix(_ context: SceneContext) {
    guard let layer = context.scene.song else { return }
    let start = grid.sample(bar: context.bars.lowerBound)
    let end = grid.sample(tick: context.ticks.upperBound)
    // With bass in the scene, its share and the song's are balanced.
    let songDB = context.scene.bass == nil ? 0 : Balance(wub: wub).songDB
    func corner(_ position: Int, _ value: (Sweep) -> Double, gainDB: Double) -> SourceMix {
      SourceMix(
        position: position, highPassHz: max(value(layer.highPassHz), SourceMix.openHighPass),
        lowPassHz: min(max(value(layer.lowPassHz), SourceMix.closedLowPass), SourceMix.openLowPass),
        gainDB: gainDB + style.mix.songDB)
    }
    sourceMix.append(corner(start, \.from, gainDB: layer.levelDB.from + songDB))
    sourceMix.append(corner(max(end - Self.mixStep, start), \.to, gainDB: layer.levelDB.to + songDB))
    guard context.scene.lastBeatIsSong else { return }
    // The last beat is the song's alone: all of it.
    let beat = SourceMix(
      position: end, highPassHz: SourceMix.openHighPass, lowPassHz: SourceMix.openLowPass,
      gainDB: max(layer.levelDB.to, 0) + style.mix.songDB)
    sourceMix.append(beat)
    var last = beat
    last.position = grid.sample(bar: context.bars.upperBound) - Self.mixStep
    sourceMix.append(last)
  }
}

extension SongCutter.Run {
  /// The start of this run, over and over.
  fileprivate func stuttering(every step: Int) -> [SongCutter.Run] {
    stride(from: ticks.lowerBound, to: ticks.upperBound, by: step).map { start in
      let part = start..<min(start + step, ticks.upperBound)
      let song = songTicks.lowerBound
      return SongCutter.Run(
        songTicks: song..<song + max(part.count * songTicks.count / ticks.count, 1), ticks: part)
    }
  }
}
