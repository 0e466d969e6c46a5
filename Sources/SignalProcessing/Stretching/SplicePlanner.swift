/// Decides where a stretch joins: between attacks, as seldom as the change of length allows, where it is heard least.
struct SplicePlanner {
  /// Samples (40 ms) from an attack on that are copied at their own speed.
  static let attackLength = 1_764
  /// Samples (1.5 ms) before an attack that belong to it: it is found no more exactly.
  static let attackLead = 66
  /// Samples (20 ms) that a join leaves out or repeats, about: more is heard as an echo or a gap, less needs more joins.
  private static let usualJump = 882
  /// Samples (8 ms) of a join's crossfade, where there is room.
  private static let crossfade = 352
  /// Shorter pieces (5 ms) of sustain are left alone.
  private static let shortestSustain = 220
  /// An attack that comes this close (1.5 ms) to its place needs no join.
  private static let punctuality = 66
  /// Samples (6 ms) by which an attack may miss its place for the sake of a better join.
  private static let attackTolerance = 265
  /// Samples (25 ms) of a range's end that may stay unheard.
  private static let droppableEnd = 1_102

  private var attacks = SliceAttacks()
  private var search = SpliceSearch()

  /// The joins that stretch `sound` to `count` samples, in their order.
  mutating func joins(of sound: SliceSound, count: Int) -> [SpliceJoin] {
    search.load(sound)
    var anchors = attacks.find(in: sound)
    var end = sound.count
    // An attack at the very end is the next slice's: it is not to be heard.
    if let last = anchors.last, sound.count - last < Self.droppableEnd {
      anchors.removeLast()
      end = last - Self.attackLead
    }
    let rate = Double(count) / Double(sound.count)
    var joins: [SpliceJoin] = []
    var offset = 0
    var attack = 0
    for next in anchors + [nil] {
      let reach = (next ?? end) - attack
      let kept = min(Self.attackLength, reach / 2, Int(Double(reach) * rate / 2))
      let start = attack + kept
      splice(
        Sustain(
          sourceStart: start, sourceEnd: next.map { $0 - Self.attackLead } ?? end, outputStart: start - offset,
          outputEnd: next.map { Int((Double($0) * rate).rounded()) - Self.attackLead } ?? count, isLast: next == nil),
        of: sound, &offset, &joins)
      attack = next ?? end
    }
    return joins
  }

  /// What lies between an attack and the next, in the source and in the output.
  private struct Sustain {
    let sourceStart: Int
    let sourceEnd: Int
    let outputStart: Int
    let outputEnd: Int
    /// Whether the range ends with it, rather than with an attack that wants its place.
    let isLast: Bool

    var sourceLength: Int { sourceEnd - sourceStart }
    var outputLength: Int { outputEnd - outputStart }
  }

  /// Appends the joins within `piece`; `offset` is what the source's position is ahead of the output's.
  private mutating func splice(
    _ piece: Sustain, of sound: SliceSound, _ offset: inout Int, _ joins: inout [SpliceJoin]
  ) {
    guard piece.outputLength >= Self.shortestSustain, piece.sourceLength >= Self.shortestSustain else { return }
    let excess = piece.sourceLength - piece.outputLength
    if piece.isLast {
      if (0...Self.droppableEnd).contains(excess) { return }
    } else if abs(excess) <= Self.punctuality {
      return
    }
    let tolerance = piece.isLast ? Self.droppableEnd / 2 : Self.attackTolerance
    // At the end of a range less may be heard, but nothing beyond it.
    let goal = piece.isLast ? excess - tolerance - SpliceSearch.refinement : excess
    let fade = min(Self.crossfade, piece.outputLength / 2, piece.sourceLength / 2)
    let sign = goal < 0 ? -1 : 1
    var need = abs(goal)
    var left = Self.joinCount(need, fade: fade, piece)
    let spacing = Double(piece.outputLength) / Double(left)
    var nominal = Double(piece.outputStart) + 0.5 * spacing
    var earliest = piece.outputStart
    while left > 0, need > (piece.isLast ? tolerance : Self.punctuality), earliest <= piece.outputEnd - fade {
      let share = need / left
      var jumps = share * 9 / 20...max(share * 9 / 20, min(share * 9 / 5, need - (left - 1) * share * 2 / 5))
      if left == 1 { jumps = max(need - tolerance, 0)...max(need + tolerance, 0) }
      let slack = 0.4 * spacing
      let request = SpliceSearch.Request(
        times: Int(nominal - slack)...Int(nominal + slack),
        limits: earliest...max(earliest, piece.outputEnd - left * fade),
        source: piece.sourceStart..<piece.sourceEnd, offset: offset, sign: sign,
        jumps: jumps, wantedJump: share, isExact: left == 1 && !piece.isLast, fade: fade)
      guard let join = search.bestJoin(request, of: sound) else { return }
      joins.append(join)
      offset += join.jump
      need -= abs(join.jump)
      earliest = join.time + fade
      nominal += spacing
      // Longer jumps than planned leave fewer to do.
      left = min(left - 1, max((need + Self.usualJump / 2) / Self.usualJump, 1))
      // What was too little for its piece of sustain is made good while there is time.
      if left == 0, piece.isLast, need > tolerance, sign < 0 { left = 1 }
    }
  }

  private static func joinCount(_ need: Int, fade: Int, _ piece: Sustain) -> Int {
    let usual = max(min(usualJump, (piece.sourceLength - fade) * 7 / 10), 1)
    return max(1, min((need + usual / 2) / usual, piece.outputLength * 2 / (3 * fade)))
  }
}
