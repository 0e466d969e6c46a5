/// Names sections by what repeats: "A", "B", "A", "C".
enum SectionLabels {
  /// Two sections are the same when their bars, put side by side, differ less than this: the way from what bars differ by
  /// that repeat each other (0) to what any two bars of the song differ by (1).
  ///
  /// Measured from repetitions, as a band that plays it live never repeats exactly.
  private static let sameShare: Float = 0.4
  /// Bars of a section that are compared at most: a song of hours stays quick.
  private static let longestCompared = 16

  struct Label {
    let name: String
    /// The most alike of the earlier parts that were the first of their name; none for the song's first part.
    let nearest: Int?
    /// How alike that one is, 0...1: the way back from any two bars of the song to bars that repeat each other.
    let likeness: Double
  }

  /// "A" for the first part; for each other the label of the most alike earlier part, or the next letter.
  static func labels(of parts: [Range<Int>], in distances: BarDistances) -> [Label] {
    let limit = distances.repeating + sameShare * (distances.usual - distances.repeating)
    var leaders: [Int] = []
    var labels: [Label] = []
    for (index, part) in parts.enumerated() {
      var best = (distance: Float.infinity, leader: Int?.none)
      for leader in leaders {
        let distance = Self.distance(part, parts[leader], in: distances)
        if distance < best.distance { best = (distance, leader) }
      }
      let name: String
      if let leader = best.leader, best.distance < limit {
        name = labels[leader].name
      } else {
        name = Self.name(leaders.count)
        leaders.append(index)
      }
      labels.append(
        Label(name: name, nearest: best.leader, likeness: likeness(ofDistance: best.distance, in: distances)))
    }
    return labels
  }

  private static func likeness(ofDistance distance: Float, in distances: BarDistances) -> Double {
    let range = distances.usual - distances.repeating
    guard range > 0 else { return 0 }
    return Double(min(max((distances.usual - distance) / range, 0), 1))
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
