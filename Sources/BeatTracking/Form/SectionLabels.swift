/// Names sections by what repeats: "A", "B", "A", "C".
enum SectionLabels {
  /// Two sections are the same when their bars, put side by side, differ less than this: the way from what bars differ by
  /// that repeat each other (0) to what any two bars of the song differ by (1).
  ///
  /// Measured from repetitions, as a band that plays it live never repeats exactly.
  private static let sameShare: Float = 0.4
  /// Bars of a section that are compared at most: a song of hours stays quick.
  private static let longestCompared = 16

  /// "A" for the first part; for each other the label of the most alike earlier part, or the next letter.
  static func labels(of parts: [Range<Int>], in distances: BarDistances) -> [String] {
    let limit = distances.repeating + sameShare * (distances.usual - distances.repeating)
    var leaders: [Range<Int>] = []
    var labels: [String] = []
    for part in parts {
      var best = (distance: limit, label: leaders.count)
      for (label, leader) in leaders.enumerated() {
        let distance = Self.distance(part, leader, in: distances)
        if distance < best.distance { best = (distance, label) }
      }
      if best.label == leaders.count { leaders.append(part) }
      labels.append(name(best.label))
    }
    return labels
  }

  /// The mean distance of bars side by side, at the alignment (in steps of two bars) that suits best.
  static func distance(_ first: Range<Int>, _ second: Range<Int>, in distances: BarDistances) -> Float {
    let (short, long) = first.count <= second.count ? (first, second) : (second, first)
    let compared = min(short.count, longestCompared)
    var best = Float.infinity
    for shift in stride(from: 0, through: long.count - compared, by: 2) {
      var sum: Float = 0
      for bar in 0..<compared { sum += distances[short.lowerBound + bar, long.lowerBound + shift + bar] }
      best = min(best, sum / Float(compared))
    }
    return best
  }

  /// A...Z, then AA, AB, ...
  private static func name(_ index: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(65 + index % 26)))
    return index < 26 ? letter : name(index / 26 - 1) + letter
  }
}
