import Styles

/// A form on its way to the wanted length.
struct FormDraft {
  /// A part before it has its place in the remix.
  private struct Piece {
    var kind: PartKind
    var bars: Int
    var songStart: Double
    var songEnd: Double
    var label: String
    var level: Float
    var isClimax = false
  }

  private let rules: FormRules
  private let grid: RemixGrid
  private var intro: Piece
  private var body: [Piece]
  private var ending: Piece

  /// Breakdowns and drops are no shorter than this, in bars, however short the song is.
  private static let shortestPart = 4

  init(song: SongStretches, rules: FormRules, grid: RemixGrid) {
    self.rules = rules
    self.grid = grid
    let introSeconds = grid.seconds(ofBars: Double(rules.introBars))
    let endingSeconds = grid.seconds(ofBars: Double(rules.endingBars))
    let (start, end) = (song.startSeconds, song.endSeconds)
    let first = song.stretches.first
    let last = song.stretches.last
    intro = Piece(
      kind: .intro, bars: rules.introBars, songStart: start, songEnd: min(start + introSeconds, end),
      label: first?.label ?? "A", level: first?.level ?? 0)
    ending = Piece(
      kind: .ending, bars: rules.endingBars, songStart: max(end - endingSeconds, start), songEnd: end,
      label: last?.label ?? "A", level: last?.level ?? 0)
    body = []
    // Intro and ending play the song's own; what they leave is for the rest.
    let bodyRange = intro.songEnd..<max(ending.songStart, intro.songEnd)
    for stretch in song.stretches { append(stretch, within: bodyRange) }
    if !body.contains(where: { $0.kind == .drop }) { body.append(wholeSongDrop(of: song)) }
    joinBreakdowns()
    prepareDrops()
  }

  // MARK: From stretches to parts

  private mutating func append(_ stretch: SongStretches.Stretch, within range: Range<Double>) {
    let start = max(stretch.startSeconds, range.lowerBound)
    let end = min(stretch.endSeconds, range.upperBound)
    let bars = grid.bars(inSeconds: end - start)
    let unit = stretch.isQuiet ? rules.breakdownBars : rules.dropBars
    // Half a part is the least that earns one of its own.
    let halves = Int((2 * bars / Double(unit)).rounded())
    guard end > start, halves > 0 else { return }
    let seconds = (end - start) / Double(halves)
    for half in stride(from: 0, to: halves, by: 2) {
      let count = min(2, halves - half)
      body.append(
        Piece(
          kind: stretch.isQuiet ? .breakdown : .drop, bars: max(unit * count / 2, Self.shortestPart),
          songStart: start + Double(half) * seconds, songEnd: start + Double(half + count) * seconds,
          label: stretch.label, level: stretch.level, isClimax: stretch.isClimax && half == 0))
    }
  }

  private func wholeSongDrop(of song: SongStretches) -> Piece {
    Piece(
      kind: .drop, bars: rules.dropBars, songStart: song.startSeconds, songEnd: song.endSeconds,
      label: song.stretches.first?.label ?? "A", level: 1)
  }

  /// Two short breakdowns in a row are one; a breakdown right after the intro or before the ending says what those say.
  private mutating func joinBreakdowns() {
    var joined: [Piece] = []
    for piece in body {
      if let last = joined.last, last.kind == .breakdown, piece.kind == .breakdown,
        last.bars + piece.bars <= 2 * rules.breakdownBars
      {
        joined[joined.count - 1].bars += piece.bars
        joined[joined.count - 1].songEnd = piece.songEnd
      } else {
        joined.append(piece)
      }
    }
    while let first = joined.first, first.kind == .breakdown, joined.count > 1 { joined.removeFirst() }
    while let last = joined.last, last.kind == .breakdown, joined.count > 1 { joined.removeLast() }
    body = joined
  }

  /// Puts breakdowns where drops go on for too long, and builds before the drops that want one.
  private mutating func prepareDrops() {
    var prepared: [Piece] = []
    var inARow = 0
    for (index, piece) in body.enumerated() {
      let previous = prepared.last?.kind
      if piece.kind == .drop, index > 0 {
        let isTired = inARow >= rules.dropsInARow
        if isTired, previous == .drop, rules.breakdownBars > 0 { prepared.append(rest(before: piece)) }
        if rules.buildBars > 0, prepared.last?.kind == .breakdown || piece.isClimax {
          prepared.append(build(before: piece))
        }
        if prepared.last?.kind != .drop { inARow = 0 }
      }
      inARow = piece.kind == .drop ? inARow + 1 : 0
      prepared.append(piece)
    }
    body = prepared
  }

  private func rest(before drop: Piece) -> Piece {
    let seconds = grid.seconds(ofBars: Double(rules.breakdownBars))
    var rest = drop
    rest.kind = .breakdown
    rest.bars = rules.breakdownBars
    rest.songEnd = min(drop.songStart + seconds, max(drop.songEnd, drop.songStart))
    rest.isClimax = false
    return rest
  }

  private func build(before drop: Piece) -> Piece {
    let seconds = grid.seconds(ofBars: Double(rules.buildBars))
    var build = drop
    build.kind = .build
    build.bars = rules.buildBars
    build.songStart = max(drop.songStart - seconds, 0)
    build.songEnd = drop.songStart
    build.isClimax = false
    return build
  }

  // MARK: Length

  private var barCount: Int { body.reduce(intro.bars + ending.bars) { $0 + $1.bars } }

  /// Adds and takes away parts until the length is as near to `wanted` as whole parts allow.
  mutating func fit(toBars wanted: Double) {
    let whole = body
    while Double(barCount) - wanted > Double(rules.dropBars) / 2, let least = leastWorth {
      body.removeSubrange(least)
    }
    trim(toBars: wanted)
    var next = 0
    // A remix longer than its song plays it again, from its first drop on.
    while wanted - Double(barCount) > Double(rules.dropBars) / 2, !whole.isEmpty {
      let piece = whole[next % whole.count]
      next += 1
      // A drop after the last drop is led into; otherwise the order is the song's.
      if piece.kind == .drop, body.last?.kind == .drop, rules.buildBars > 0, next == 1 {
        body.append(build(before: piece))
      }
      body.append(piece)
    }
    while let last = body.last, last.kind != .drop, body.count > 1 { body.removeLast() }
  }

  /// A drop and what leads into it, if there is another drop: one that repeats what was heard, the quietest first.
  private var leastWorth: Range<Int>? {
    let drops = body.indices.filter { body[$0].kind == .drop }
    guard drops.count > 1 else { return nil }
    var seen: Set<String> = []
    var best: (index: Int, worth: Float)?
    for index in drops {
      let piece = body[index]
      let isNew = seen.insert(piece.label).inserted
      let worth = piece.level + (isNew ? 1 : 0) + (piece.isClimax ? 2 : 0)
      // Of equals the later one goes.
      if worth <= best?.worth ?? .infinity { best = (index, worth) }
    }
    guard let drop = best?.index else { return nil }
    var start = drop
    while start > 0, body[start - 1].kind != .drop { start -= 1 }
    // The form needs its breakdown more than its first drop the way to it.
    return start..<drop + 1
  }

  /// Shortens what is left where even that is too long.
  private mutating func trim(toBars wanted: Double) {
    func isTooLong() -> Bool { Double(barCount) > wanted + Double(Self.shortestPart) / 2 }
    if isTooLong(), body.count > 1 { body.removeAll { $0.kind != .drop } }
    while isTooLong(), let longest = body.indices.max(by: { body[$0].bars < body[$1].bars }),
      body[longest].bars > Self.shortestPart
    {
      body[longest].bars -= Self.shortestPart
    }
    if isTooLong() { intro.bars = min(intro.bars, Self.shortestPart) }
    if isTooLong() { ending.bars = min(ending.bars, 2) }
  }

  /// The parts, each at its place.
  var parts: [RemixPart] {
    var bar = 0
    return ([intro] + body + [ending]).filter { $0.bars > 0 }.map { piece in
      let bars = bar..<bar + piece.bars
      bar = bars.upperBound
      return RemixPart(
        kind: piece.kind, bars: bars, songStartSeconds: piece.songStart, songEndSeconds: piece.songEnd,
        label: piece.label)
    }
  }
}
