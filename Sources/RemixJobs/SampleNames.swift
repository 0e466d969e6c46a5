import Synthesis

/// The names that recordings of instruments can have.
package struct SampleNames: Sendable {
  /// Without notes, in a fixed order.
  package let instruments: [String]
  /// Whether a file of this name, in small letters and without its extension, is an instrument's.
  package let isKnown: @Sendable (String) -> Bool

  package init(instruments: [String], isKnown: @escaping @Sendable (String) -> Bool) {
    self.instruments = instruments
    self.isKnown = isKnown
  }

  /// What the renderer plays.
  package static var ofThisProgram: SampleNames {
    SampleNames(instruments: InstrumentName.known) { InstrumentName(fileStem: $0) != nil }
  }

  /// The instrument whose name `stem` comes nearest to; `nil` if it resembles none.
  func nearest(to stem: String) -> String? {
    let best = instruments.map { (name: $0, distance: Self.distance(from: stem, to: $0)) }
      .min { $0.distance < $1.distance }
    guard let best, best.distance <= max(2, best.name.utf8.count / 3) else { return nil }
    return best.name
  }

  /// How many letters must be put in, taken out, changed or swapped with their neighbour (Damerau's distance, each place
  /// changed once at most).
  static func distance(from one: String, to other: String) -> Int {
    // More than any instrument's name has, so that a long file name costs little.
    let (one, other) = (Array(one.utf8.prefix(40)), Array(other.utf8.prefix(40)))
    var rows = [Array(0...other.count)]
    for (index, letter) in one.enumerated() {
      var row = [index + 1]
      for (place, otherLetter) in other.enumerated() {
        var least = min(
          rows[index][place] + (letter == otherLetter ? 0 : 1), rows[index][place + 1] + 1, row[place] + 1)
        if index > 0, place > 0, letter == other[place - 1], one[index - 1] == otherLetter {
          least = min(least, rows[index - 1][place - 1] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[one.count][other.count]
  }
}
