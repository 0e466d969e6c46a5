import Synthesis

/// The rhythms that the bass plays within a bar.
enum BassFigures {
  /// One note of a figure.
  struct Stroke {
    /// Sixteenths of the bar.
    var start: Int
    var length: Int
    /// Wobbles per beat, at its start and its end.
    var rates: (Double, Double)
    var timbre: BassTimbre

    init(_ start: Int, _ length: Int, _ rate: Double, to endRate: Double? = nil, _ timbre: BassTimbre = .wobble) {
      self.start = start
      self.length = length
      rates = (rate, endRate ?? rate)
      self.timbre = timbre
    }
  }

  /// Phrases of four bars, one for each bar of the tonic, tonic, third, seventh round.
  ///
  /// Every note holds whole wobbles.
  static let phrases: [[[Stroke]]] = [
    [
      [Stroke(0, 8, 2), Stroke(8, 8, 3)],
      [Stroke(0, 4, 1), Stroke(4, 4, 2), Stroke(8, 8, 4)],
      [Stroke(0, 8, 2), Stroke(8, 8, 3)],
      [Stroke(0, 16, 1, to: 5)],
    ],
    [
      [Stroke(0, 3, 4.0 / 3), Stroke(3, 3, 4.0 / 3), Stroke(6, 2, 2), Stroke(8, 8, 2)],
      [Stroke(0, 3, 4.0 / 3), Stroke(3, 3, 4.0 / 3), Stroke(6, 2, 2), Stroke(8, 8, 3)],
      [Stroke(0, 6, 2), Stroke(6, 2, 2, .growl), Stroke(8, 8, 4)],
      [Stroke(0, 8, 3), Stroke(8, 4, 2, .growl), Stroke(12, 4, 4)],
    ],
    [
      [Stroke(0, 4, 1, .growl), Stroke(4, 4, 4), Stroke(8, 4, 1, .growl), Stroke(12, 4, 3)],
      [Stroke(0, 4, 1, .growl), Stroke(4, 4, 2), Stroke(8, 8, 3)],
      [Stroke(0, 4, 2, .growl), Stroke(4, 4, 4), Stroke(8, 4, 2, .growl), Stroke(12, 4, 3)],
      [Stroke(0, 8, 1.5), Stroke(8, 8, 2, to: 6)],
    ],
    [
      [Stroke(0, 6, 2), Stroke(8, 6, 2)],
      [Stroke(0, 6, 2), Stroke(6, 2, 4, .growl), Stroke(8, 8, 3)],
      [Stroke(0, 6, 2), Stroke(8, 6, 4)],
      [Stroke(0, 4, 3), Stroke(4, 4, 3, .growl), Stroke(8, 4, 4), Stroke(12, 4, 6)],
    ],
    [
      [Stroke(0, 16, 2)],
      [Stroke(0, 8, 2), Stroke(8, 4, 4, .growl), Stroke(12, 4, 4)],
      [Stroke(0, 16, 3)],
      [Stroke(0, 8, 3), Stroke(8, 2, 2, .growl), Stroke(10, 2, 2, .growl), Stroke(12, 4, 6)],
    ],
  ]

  /// The degree of each bar of the round, in semitones above the tonic: tonic, tonic, minor third, minor seventh.
  static let degrees = [0, 0, 3, 10]
}
