import BeatTracking

/// Finds the cells of a stretch of song that fit a degree of the remix's key.
struct CellChooser {
  /// How far apart two choices lie at least, in cells.
  private static let spacing = 2

  private let cells: BeatCells
  private let key: RemixKey

  init(cells: BeatCells, key: RemixKey) {
    self.cells = cells
    self.key = key
  }

  /// Up to `count` cells for the note `semitones` above the tonic, in the order of the song.
  ///
  /// Cells where the wanted pitch class is the strongest come first, then those of its fifth, then the rest; within each,
  /// by how much of a triad on that note they hold, by level and by clarity. Each has a cell after it to go on with,
  /// where the song is long enough.
  func choose(_ count: Int, semitones: Int, within window: Range<Int>) -> [Int] {
    let ranked = window.map { (index: $0, merit: merit(of: $0, semitones: semitones)) }
      .sorted { ($0.merit, $1.index) > ($1.merit, $0.index) }
    var chosen: [Int] = []
    // Chosen cells are few, so looking through them is cheap.
    for candidate in ranked where chosen.count < count {
      if chosen.allSatisfy({ abs($0 - candidate.index) >= Self.spacing }) { chosen.append(candidate.index) }
    }
    chosen.sort()
    return chosen.isEmpty ? [] : (0..<count).map { chosen[$0 % chosen.count] }
  }

  /// The cell that starts most clearly and loudest.
  func clearest(within window: Range<Int>) -> Int? {
    window.max { presence(of: $0) < presence(of: $1) }
  }

  private func merit(of index: Int, semitones: Int) -> Float {
    let chroma = cells.cells[index].chroma
    let root = key.pitchClass(of: semitones).semitonesAboveC
    let fifth = (root + 7) % 12
    let third = key.pitchClass(of: RemixKey.triad(on: semitones)[1]).semitonesAboveC
    let strongest = chroma.indices.max { chroma[$0] < chroma[$1] }
    let isTonal = chroma.reduce(0, +) > 0
    let tier: Float = !isTonal ? 0 : strongest == root ? 4 : strongest == fifth ? 2 : 0
    let triad = chroma[root] + 0.6 * chroma[fifth] + 0.5 * chroma[third]
    let canGoOn: Float = cells.isContinuous(after: index) ? 0.3 : 0
    return tier + triad + canGoOn + presence(of: index)
  }

  /// Level, clarity and place in the bar, 0...1 or a little more.
  private func presence(of index: Int) -> Float {
    let cell = cells.cells[index]
    let level = cells.usualLevel > 0 ? min(cell.level / cells.usualLevel, 1.2) : 0
    return 0.45 * level + 0.35 * cell.clarity + (cell.isStrong ? 0.2 : 0)
  }
}
