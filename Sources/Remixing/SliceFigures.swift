/// How the song's cells are rearranged within a bar of a drop.
enum SliceFigures {
  /// One piece of a figure.
  struct Piece {
    /// Sixteenths of the bar.
    var start: Int
    var length: Int
    /// Which of the bar's choices it comes from.
    var choice: Int
    /// Cells after the chosen one.
    var offset: Int

    init(_ start: Int, _ length: Int, choice: Int = 0, offset: Int = 0) {
      self.start = start
      self.length = length
      self.choice = choice
      self.offset = offset
    }
  }

  /// Bars of 16 sixteenths.
  ///
  /// Pieces of eight are two cells of the song in a row.
  static let bars: [[Piece]] = [
    [Piece(0, 8), Piece(8, 4), Piece(12, 4, choice: 1)],
    [Piece(0, 4), Piece(4, 4), Piece(8, 8, choice: 1)],
    [Piece(0, 2), Piece(2, 2), Piece(4, 4, offset: 1), Piece(8, 8)],
    [Piece(0, 8), Piece(8, 4, offset: 2), Piece(12, 2, choice: 1), Piece(14, 2, choice: 1)],
    [Piece(0, 4), Piece(6, 2), Piece(8, 4, choice: 1), Piece(12, 4, choice: 1, offset: 1)],
    [Piece(0, 8), Piece(8, 8, offset: 2)],
  ]

  /// Phrases of four bars, as numbers into `bars`.
  static let phrases: [[Int]] = [[0, 1, 0, 3], [5, 0, 5, 2], [1, 4, 1, 3], [4, 0, 2, 5]]
}
