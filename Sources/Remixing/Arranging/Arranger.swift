import BeatTracking
import Glibc
import Styles
import Synthesis

/// Collects the events of a remix, part by part.
struct Arranger {
  let cells: BeatCells
  let key: RemixKey
  let chooser: CellChooser
  let cutter: SongCutter
  let grid: RemixGrid
  let style: Style
  /// The strokes of the song's own drums, in order of time.
  let songDrums: [DrumStrike]
  /// How much bass there is to song, 0...1.
  let wub: Double
  private let random: SeededNoise

  var slices: [SourceSlice] = []
  var bassNotes: [BassNote] = []
  var padChords: [PadChord] = []
  var drumHits: [DrumHit] = []
  var effects: [EffectSweep] = []
  var sourceMix: [SourceMix] = []

  init(
    analysis: SongAnalysis, songDrums: [DrumStrike], cells: BeatCells, key: RemixKey, grid: RemixGrid,
    options: RemixOptions
  ) {
    self.songDrums = songDrums
    self.cells = cells
    self.key = key
    self.grid = grid
    style = options.style
    wub = options.wub ?? options.style.mix.wub
    chooser = CellChooser(cells: cells, key: key)
    cutter = SongCutter(cells: cells, onsets: analysis.onsets, grid: grid)
    random = SeededNoise(seed: options.seed)
  }

  /// The same number of `0..<limit` for the same seed, part and question.
  func choice(_ question: Int, of part: RemixPart, below limit: Int) -> Int {
    random.choice(at: part.bars.lowerBound * 64 + question, below: limit)
  }

  /// Writes every event of `part`.
  mutating func write(_ part: RemixPart) {
    for context in SceneContext.scenes(of: part, style: style, cells: cells) {
      writeSong(context)
      writeBass(context)
      writePad(context)
      writeDrums(context)
      writeEffects(context)
    }
  }
}

/// A scene at its place in the remix.
struct SceneContext {
  let scene: Scene
  let part: RemixPart
  /// Its place among the part's scenes.
  let index: Int
  /// Bars of the remix.
  let bars: Range<Int>
  /// Where the scene would begin if its part were not too short for it: its patterns count from there.
  let firstBar: Int
  /// The cells of the song that its part is made from.
  let window: Range<Int>
  /// The cell that the song's own order puts on the scene's first beat.
  let firstCell: Int

  /// The ticks of the remix that the scene has, without the last beat if that is the song's alone.
  var ticks: Range<Int> { bars.lowerBound * Ticks.perBar..<lastTick }
  private var lastTick: Int {
    bars.upperBound * Ticks.perBar - (scene.lastBeatIsSong ? Ticks.perBeat : 0)
  }

  /// The scenes that a part plays.
  ///
  /// What leads somewhere ends with its last scene; everything else begins with its first.
  static func scenes(of part: RemixPart, style: Style, cells: BeatCells) -> [SceneContext] {
    let scenes = style.scenes[part.kind] ?? []
    guard !scenes.isEmpty else { return [] }
    let window = cells.indices(fromSeconds: part.songStartSeconds, toSeconds: part.songEndSeconds)
    let entrance = cells.entrance(of: window, for: part)
    let leads = part.kind == .intro || part.kind == .build
    let round = scenes.reduce(0) { $0 + $1.bars }
    // A part that leads somewhere skips the bars it has too few of at its start.
    var bar = part.bars.lowerBound - (leads ? (round - part.bars.count % round) % round : 0)
    var contexts: [SceneContext] = []
    var index = 0
    while bar < part.bars.upperBound {
      let scene = scenes[index % scenes.count]
      let (start, end) = (max(bar, part.bars.lowerBound), min(bar + scene.bars, part.bars.upperBound))
      if start < end {
        let bars = start..<end
        contexts.append(
          SceneContext(
            scene: scene, part: part, index: index, bars: bars, firstBar: bar, window: window,
            firstCell: entrance + (bars.lowerBound - part.bars.lowerBound) * Ticks.beatsPerBar))
      }
      bar += scene.bars
      index += 1
    }
    return contexts
  }
}
