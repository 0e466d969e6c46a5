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

  private struct Entry {
    var worth: Double
    /// The entry it comes from, as an index; -1 for the first.
    var previous: Int
    var piece: Piece
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

  private let lengths: PartLengths
  private let song: SongOutline
  private let states: [State]
  /// Sums of the song's quietness up to each unit.
  private let quietSums: [Double]

  init(lengths: PartLengths, song: SongOutline) {
    self.lengths = lengths
    self.song = song
    let most = 2 * lengths.dropsInARow
    states = [.intro] + (1...most).map(State.drop) + [.breakdown] + (0..<most).map(State.build)
    var sums = [0.0]
    for value in song.quietness { sums.append((sums.last ?? 0) + value) }
    quietSums = sums
  }

  /// The parts in order; they fill the wanted length.
  func bestForm() -> [Piece] {
    let bodyEnd = lengths.total - lengths.ending
    // What a shorter remix may leave out altogether.
    let skips = max(song.unitCount - lengths.total, 0) + 1
    var entries: [Entry] = []
    // The best entry for each place of the remix, amount left out and state.
    var table = [Int32](repeating: -1, count: (bodyEnd + 1) * skips * states.count)
    func slot(_ unit: Int, _ skipped: Int, _ state: Int) -> Int { (unit * skips + skipped) * states.count + state }
    let intro = Piece(kind: .intro, units: 0..<lengths.intro, songUnit: 0)
    entries.append(Entry(worth: 0, previous: -1, piece: intro))
    table[slot(lengths.intro, 0, 0)] = 0
    for unit in lengths.intro..<bodyEnd {
      for (stateIndex, state) in states.enumerated() {
        var best: Int32 = -1
        for skipped in 0..<skips {
          // The best of all that left out less may leave out more here.
          let own = table[slot(unit, skipped, stateIndex)]
          if own >= 0, best < 0 || entries[Int(own)].worth >= entries[Int(best)].worth - Self.skipCost { best = own }
          guard best >= 0 else { continue }
          let from = entries[Int(best)]
          let base = from.worth - (own == best ? 0 : Self.skipCost)
          for (next, piece, worth) in steps(from: state, at: unit, songUnit: unit + skipped) {
            guard piece.units.upperBound <= bodyEnd, let nextIndex = states.firstIndex(of: next) else { continue }
            let target = slot(piece.units.upperBound, skipped, nextIndex)
            let total = base + worth
            if table[target] >= 0, entries[Int(table[target])].worth >= total { continue }
            table[target] = Int32(entries.count)
            entries.append(Entry(worth: total, previous: Int(best), piece: piece))
          }
        }
      }
    }
    var last: (index: Int, worth: Double)?
    for skipped in 0..<skips {
      for (stateIndex, state) in states.enumerated() {
        let index = table[slot(bodyEnd, skipped, stateIndex)]
        guard index >= 0, state.mayEnd else { continue }
        let worth = entries[Int(index)].worth - (state == .breakdown ? Self.quietEndCost : 0)
        if worth > last?.worth ?? -.infinity { last = (Int(index), worth) }
      }
    }
    return pieces(endingWith: last?.index, of: entries, bodyEnd: bodyEnd)
  }

  /// The parts that may come next, what state they lead to, and what they are worth.
  private func steps(from state: State, at unit: Int, songUnit: Int) -> [(State, Piece, Double)] {
    var steps: [(State, Piece, Double)] = []
    func add(_ next: State, _ kind: PartKind, _ length: Int, _ worth: Double) {
      guard length > 0 else { return }
      steps.append((next, Piece(kind: kind, units: unit..<unit + length, songUnit: songUnit), worth))
    }
    let border = Self.borderWorth * song.borderClarity(ofUnit: songUnit)
    let run = state.halvesInARow
    let most = 2 * lengths.dropsInARow
    if state != .breakdown || lengths.build == 0 {
      for length in lengths.drops {
        let isHalf = length != lengths.drops[0]
        let halves = run + (isHalf ? 1 : 2)
        // A style without breakdowns goes on dropping.
        guard halves <= most || lengths.breakdown == 0 else { continue }
        let quiet = quietness(songUnit, length)
        var worth = Self.dropFits * (Double(length) - quiet) - Self.dropMisfits * quiet + border
        if isHalf { worth -= Self.halfDropCost }
        if case .build = state, song.isClimax(unit: songUnit) { worth += Self.climaxWorth }
        add(.drop(min(halves, most)), .drop, length, worth)
      }
    }
    if case .drop = state {
      let quiet = quietness(songUnit, lengths.breakdown)
      let loud = Double(lengths.breakdown) - quiet
      add(
        .breakdown, .breakdown, lengths.breakdown,
        Self.breakdownFits * quiet - Self.breakdownMisfits * loud + border)
    }
    switch state {
    case .drop, .breakdown:
      if run < most { add(.build(run), .build, lengths.build, -Self.buildCost * Double(lengths.build)) }
    case .intro, .build: break
    }
    return steps
  }

  /// The sum of the quietness of some units of the song, round after round.
  private func quietness(_ songUnit: Int, _ count: Int) -> Double {
    func sum(to unit: Int) -> Double {
      Double(unit / song.unitCount) * (quietSums.last ?? 0) + quietSums[unit % song.unitCount]
    }
    return sum(to: songUnit + count) - sum(to: songUnit)
  }

  private func pieces(endingWith last: Int?, of entries: [Entry], bodyEnd: Int) -> [Piece] {
    var pieces: [Piece] = []
    var index = last ?? -1
    while index >= 0 {
      pieces.append(entries[index].piece)
      index = entries[index].previous
    }
    pieces.reverse()
    if pieces.isEmpty {
      // No whole number of parts fits: one drop takes what there is.
      pieces = [
        Piece(kind: .intro, units: 0..<lengths.intro, songUnit: 0),
        Piece(kind: .drop, units: lengths.intro..<bodyEnd, songUnit: lengths.intro),
      ]
    }
    pieces.append(Piece(kind: .ending, units: bodyEnd..<lengths.total, songUnit: 0))
    return pieces.filter { !$0.units.isEmpty }
  }
}
