import Styles

/// Finds the best way to fill a remix with parts, by dynamic programming over its length and what it leaves out of the
/// song.
struct FormSearch {
  /// A part in units of bars.
  struct Piece: Equatable {
    var kind: PartKind
    /// Of the remix.
    var units: Range<Int>
    /// Where in the song it starts, counted on when the song goes round.
    var songUnit: Int
  }

  /// What came last, as far as it matters for what may come next.
  private enum State: Hashable {
    case intro
    /// So many halves of drops since the last breakdown.
    case drop(Int)
    case breakdown
    /// The same, for the drop that it leads to.
    case build(Int)

    var halvesInARow: Int {
      switch self {
      case .intro, .breakdown: 0
      case .drop(let count), .build(let count): count
      }
    }

    var mayEnd: Bool {
      switch self {
      case .drop, .breakdown: true
      case .intro, .build: false
      }
    }
  }

  /// The best way to a place.
  private struct Entry {
    var worth = -Double.infinity
    /// The place it comes from; -1 for the first.
    var previous: Int32 = -1
    var kind = PartKind.intro
    var length: Int32 = 0
    var songUnit: Int32 = 0
  }

  /// A place of the remix, how much of the song is left out by then, and what came last.
  private struct Table {
    let skipCount: Int
    let stateCount: Int
    var entries: [Entry]

    init(unitCount: Int, skipCount: Int, stateCount: Int) {
      self.skipCount = skipCount
      self.stateCount = stateCount
      entries = [Entry](repeating: Entry(), count: unitCount * skipCount * stateCount)
    }

    func place(_ unit: Int, _ skip: Int, _ state: Int) -> Int { (unit * skipCount + skip) * stateCount + state }
  }

  /// What a whole unit is worth where the song fits entirely, and what it costs where it does not.
  private static let dropFits = 1.0
  private static let dropMisfits = 0.9
  private static let breakdownFits = 1.2
  private static let breakdownMisfits = 0.25
  /// What a build costs beside a drop of its length.
  private static let buildCost = 0.5
  /// What a part is worth that starts with a section, most clearly.
  private static let borderWorth = 1.5
  /// The same for what a build leads into, if it is the song's climax.
  private static let climaxWorth = 1.2
  /// What half a drop costs.
  private static let halfDropCost = 0.8
  /// What it costs to leave something out of the song.
  private static let skipCost = 0.6
  /// What it costs to let go of the song in a breakdown.
  private static let quietEndCost = 1.5
  /// Entries; beyond, what is left out of the song is counted in larger steps.
  private static let largestTable = 1_500_000

  private let lengths: PartLengths
  private let song: SongOutline
  private let mostHalves: Int
  private let states: [State]
  /// Sums of the song's quietness up to each unit.
  private let quietSums: [Double]

  init(lengths: PartLengths, song: SongOutline) {
    self.lengths = lengths
    self.song = song
    mostHalves = 2 * lengths.dropsInARow
    // `forEachStep` counts on this order.
    states = [.intro] + (1...mostHalves).map(State.drop) + [.breakdown] + (0..<mostHalves).map(State.build)
    var sums = [0.0]
    for value in song.quietness { sums.append((sums.last ?? 0) + value) }
    quietSums = sums
  }

  /// The parts in order; together they are as near to the wanted length as whole parts come.
  func bestForm() -> [Piece] {
    let bodyEnd = lengths.most - lengths.ending
    // What a shorter remix may leave out altogether, in steps that keep the table small.
    let spare = max(song.unitCount - lengths.total, 0)
    let step = max((bodyEnd + 1) * (spare + 1) * states.count / Self.largestTable, 1)
    var table = Table(unitCount: bodyEnd + 1, skipCount: spare / step + 1, stateCount: states.count)
    let first = table.place(lengths.intro, 0, 0)
    table.entries[first] = Entry(worth: 0, kind: .intro, length: Int32(lengths.intro))
    for unit in lengths.intro..<max(bodyEnd, lengths.intro) {
      for (stateIndex, state) in states.enumerated() {
        // The best of all that left out less may leave out more here.
        var carried = -1
        for skip in 0..<table.skipCount {
          let own = table.place(unit, skip, stateIndex)
          var (from, worth) = (own, table.entries[own].worth)
          if carried >= 0, table.entries[carried].worth - Self.skipCost > worth {
            (from, worth) = (carried, table.entries[carried].worth - Self.skipCost)
          }
          if carried < 0 || table.entries[own].worth > table.entries[carried].worth { carried = own }
          guard worth > -.infinity else { continue }
          let songUnit = unit + skip * step
          forEachStep(from: state, songUnit: songUnit) { next, kind, length, gain in
            guard unit + length <= bodyEnd else { return }
            let target = table.place(unit + length, skip, next)
            guard worth + gain > table.entries[target].worth else { return }
            table.entries[target] = Entry(
              worth: worth + gain, previous: Int32(from), kind: kind, length: Int32(length), songUnit: Int32(songUnit))
          }
        }
      }
    }
    return pieces(of: table, bodyEnd: bodyEnd)
  }

  /// The best place to end, as near to the wanted one as there is any; `nil` if no drop fits.
  private func lastPlace(of table: Table, bodyEnd: Int) -> (place: Int, unit: Int)? {
    let wanted = lengths.wanted - Double(lengths.ending)
    let units = (lengths.intro..<max(bodyEnd, lengths.intro)).map { $0 + 1 }
    for unit in units.sorted(by: { (abs(Double($0) - wanted), $1) < (abs(Double($1) - wanted), $0) }) {
      var best: (place: Int, worth: Double)?
      for skip in 0..<table.skipCount {
        for (stateIndex, state) in states.enumerated() where state.mayEnd {
          let place = table.place(unit, skip, stateIndex)
          let worth = table.entries[place].worth - (state == .breakdown ? Self.quietEndCost : 0)
          if worth > best?.worth ?? -.infinity { best = (place, worth) }
        }
      }
      if let best { return (best.place, unit) }
    }
    return nil
  }

  /// Calls `body` with every part that may come next: the state it leads to, its kind, its length and its worth.
  private func forEachStep(from state: State, songUnit: Int, _ body: (Int, PartKind, Int, Double) -> Void) {
    let border = Self.borderWorth * song.borderClarity(ofUnit: songUnit)
    let run = state.halvesInARow
    if state != .breakdown || lengths.build == 0 {
      for length in lengths.drops where length > 0 {
        let isHalf = length != lengths.drops[0]
        let halves = run + (isHalf ? 1 : 2)
        // A style without breakdowns goes on dropping.
        guard halves <= mostHalves || lengths.breakdown == 0 else { continue }
        let quiet = quietness(songUnit, length)
        var worth = Self.dropFits * (Double(length) - quiet) - Self.dropMisfits * quiet + border
        if isHalf { worth -= Self.halfDropCost }
        if case .build = state, song.isClimax(unit: songUnit) { worth += Self.climaxWorth }
        body(min(halves, mostHalves), .drop, length, worth)
      }
    }
    if case .drop = state, lengths.breakdown > 0 {
      let quiet = quietness(songUnit, lengths.breakdown)
      let loud = Double(lengths.breakdown) - quiet
      let worth = Self.breakdownFits * quiet - Self.breakdownMisfits * loud + border
      body(mostHalves + 1, .breakdown, lengths.breakdown, worth)
    }
    switch state {
    case .drop, .breakdown:
      guard run < mostHalves, lengths.build > 0 else { return }
      body(mostHalves + 2 + run, .build, lengths.build, -Self.buildCost * Double(lengths.build))
    case .intro, .build: break
    }
  }

  /// The sum of the quietness of some units of the song, round after round.
  private func quietness(_ songUnit: Int, _ count: Int) -> Double {
    func sum(to unit: Int) -> Double {
      Double(unit / song.unitCount) * (quietSums.last ?? 0) + quietSums[unit % song.unitCount]
    }
    return sum(to: songUnit + count) - sum(to: songUnit)
  }

  private func pieces(of table: Table, bodyEnd: Int) -> [Piece] {
    guard let last = lastPlace(of: table, bodyEnd: bodyEnd) else {
      // Not even one drop fits: it takes what there is.
      let body = Piece(kind: .drop, units: lengths.intro..<max(bodyEnd, lengths.intro + 1), songUnit: lengths.intro)
      return withEnds([body])
    }
    var pieces: [Piece] = []
    var (place, end) = (last.place, last.unit)
    while place >= 0 {
      let entry = table.entries[place]
      let start = end - Int(entry.length)
      if entry.previous >= 0 {
        pieces.append(Piece(kind: entry.kind, units: start..<end, songUnit: Int(entry.songUnit)))
      }
      (place, end) = (Int(entry.previous), start)
    }
    return withEnds(pieces.reversed())
  }

  /// The body between intro and ending.
  private func withEnds(_ body: [Piece]) -> [Piece] {
    let end = body.last?.units.upperBound ?? lengths.intro
    let intro = Piece(kind: .intro, units: 0..<lengths.intro, songUnit: 0)
    let ending = Piece(kind: .ending, units: end..<end + lengths.ending, songUnit: 0)
    return ([intro] + body + [ending]).filter { !$0.units.isEmpty }
  }
}
