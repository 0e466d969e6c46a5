import Audio
import BeatTracking
import Styles

/// Cuts the song into slices that fill places of the remix, from attack to attack.
///
/// Beats go to where the remix has its own; what starts in between keeps its place between them. A slice starts with an
/// attack wherever there is one, so that stretching leaves attacks as they are.
struct SongCutter {
  /// One place where a slice may start or end.
  private struct Anchor {
    /// A sample of the song.
    var source: Int
    /// A sample of the remix.
    var output: Int
    var isAttack: Bool
  }

  /// A stretch of the song's cells in time to the remix.
  struct Run {
    /// Ticks of the song from its first cell on; a cell lasts a beat.
    var songTicks: Range<Int>
    /// Ticks of the remix from its start on.
    var ticks: Range<Int>
  }

  /// Samples (3 ms) before an attack over which its slice fades in: an attack is never faded itself.
  static let attackFade = 132
  /// Samples (20 ms) over which one slice becomes the next where nothing starts.
  static let softFade = 882
  /// How far an attack may lie from its beat, in samples (25 ms).
  private static let attackReach = 1_100
  /// An onset less clear than this share of the song's clearest is no place to cut.
  private static let leastStrength: Float = 0.15
  /// Samples (70 ms) between two cuts at least.
  private static let shortestSlice = 3_087
  /// Samples of the remix by which a beat without attack may miss the grid before it is worth a cut.
  private static let tolerance = 220

  private let cells: BeatCells
  private let grid: RemixGrid
  /// Samples of the song at which something starts, rising.
  private let onsets: [Int]

  init(cells: BeatCells, onsets: [Onset], grid: RemixGrid) {
    self.cells = cells
    self.grid = grid
    self.onsets = onsets.filter { $0.strength >= Self.leastStrength }.map {
      WorkingFormat.sampleIndex(atSeconds: $0.seconds)
    }
  }

  /// The slices of a run, unity gain, stretched; cells after the song's last go on with its first.
  func slices(of run: Run) -> [SourceSlice] {
    guard !cells.isEmpty, !run.songTicks.isEmpty, !run.ticks.isEmpty else { return [] }
    var slices: [SourceSlice] = []
    var tick = run.songTicks.lowerBound
    while tick < run.songTicks.upperBound {
      let end = endOfContinuity(from: tick, limit: run.songTicks.upperBound)
      slices += self.slices(ofContinuous: tick..<end, of: run)
      tick = end
    }
    return slices
  }

  /// Where the song, played on from `tick`, first jumps.
  private func endOfContinuity(from tick: Int, limit: Int) -> Int {
    var cell = floorDivide(tick, Ticks.perBeat)
    while (cell + 1) * Ticks.perBeat < limit, cells.isContinuous(after: wrapped(cell)) { cell += 1 }
    return min((cell + 1) * Ticks.perBeat, limit)
  }

  private func slices(ofContinuous songTicks: Range<Int>, of run: Run) -> [SourceSlice] {
    let anchors = withoutNeedless(allAnchors(songTicks, of: run))
    return zip(anchors, anchors.dropFirst()).compactMap { start, end in
      guard start.output < end.output, start.source < end.source else { return nil }
      let output = start.output..<end.output
      return SourceSlice(
        source: start.source..<end.source, output: output, gain: 1,
        fadeIn: start.isAttack ? Self.attackFade : Self.softFade)
    }
  }

  /// The run's ends, the beats within it, and what starts between them.
  private func allAnchors(_ songTicks: Range<Int>, of run: Run) -> [Anchor] {
    var boundaries = [songTicks.lowerBound]
    var beat = (floorDivide(songTicks.lowerBound, Ticks.perBeat) + 1) * Ticks.perBeat
    while beat < songTicks.upperBound {
      boundaries.append(beat)
      beat += Ticks.perBeat
    }
    boundaries.append(songTicks.upperBound)
    var anchors: [Anchor] = []
    for (index, boundary) in boundaries.enumerated() {
      let isLast = index == boundaries.count - 1
      let place = isLast ? endSample(of: boundary) : startSample(of: boundary)
      // A piece that ends between beats ends there: the attack that comes next may be the one it starts with.
      let isBeat = boundary.isMultiple(of: Ticks.perBeat)
      let attack = isLast && !isBeat ? nil : attack(near: place)
      let anchor = Anchor(source: attack ?? place, output: output(of: boundary, in: run), isAttack: attack != nil)
      if let last = anchors.last { anchors += attacks(between: last, and: anchor) }
      anchors.append(anchor)
    }
    return anchors
  }

  /// What starts well inside of two anchors.
  private func attacks(between start: Anchor, and end: Anchor) -> [Anchor] {
    var found: [Anchor] = []
    var last = start.source
    let scale = Double(end.output - start.output) / Double(max(end.source - start.source, 1))
    var index = firstOnset(atOrAfter: start.source + Self.shortestSlice)
    while index < onsets.count, onsets[index] <= end.source - Self.shortestSlice {
      let source = onsets[index]
      index += 1
      guard source - last >= Self.shortestSlice else { continue }
      let output = start.output + Int((Double(source - start.source) * scale).rounded())
      found.append(Anchor(source: source, output: output, isAttack: true))
      last = source
    }
    return found
  }

  /// Leaves out beats on which nothing starts, if the grid hardly misses them.
  private func withoutNeedless(_ anchors: [Anchor]) -> [Anchor] {
    var kept: [Anchor] = []
    for (index, anchor) in anchors.enumerated() {
      guard !anchor.isAttack, let before = kept.last, index + 1 < anchors.count else {
        kept.append(anchor)
        continue
      }
      let after = anchors[index + 1]
      let share = Double(anchor.source - before.source) / Double(max(after.source - before.source, 1))
      let expected = Double(before.output) + share * Double(after.output - before.output)
      if abs(expected - Double(anchor.output)) > Double(Self.tolerance) { kept.append(anchor) }
    }
    return kept
  }

  // MARK: Places

  private func output(of songTick: Int, in run: Run) -> Int {
    let share = Double(songTick - run.songTicks.lowerBound) / Double(run.songTicks.count)
    let start = grid.sample(tick: run.ticks.lowerBound)
    // Whole ticks are found on the grid, swing and all.
    let tick = Double(run.ticks.lowerBound) + share * Double(run.ticks.count)
    if tick == tick.rounded() { return grid.sample(tick: Int(tick)) }
    return start + Int((share * Double(grid.sample(tick: run.ticks.upperBound) - start)).rounded())
  }

  private func startSample(of songTick: Int) -> Int {
    let cell = floorDivide(songTick, Ticks.perBeat)
    let source = cells.cells[wrapped(cell)].source
    return source.lowerBound + source.count * (songTick - cell * Ticks.perBeat) / Ticks.perBeat
  }

  /// Where what comes before `songTick` ends.
  private func endSample(of songTick: Int) -> Int {
    guard songTick.isMultiple(of: Ticks.perBeat) else { return startSample(of: songTick) }
    return cells.cells[wrapped(songTick / Ticks.perBeat - 1)].source.upperBound
  }

  private func attack(near place: Int) -> Int? {
    let index = firstOnset(atOrAfter: place)
    let candidates = [index - 1, index].filter(onsets.indices.contains).map { onsets[$0] }
    let nearest = candidates.min { abs($0 - place) < abs($1 - place) }
    return nearest.flatMap { abs($0 - place) <= Self.attackReach ? $0 : nil }
  }

  private func firstOnset(atOrAfter sample: Int) -> Int {
    EventSearch.firstIndex(of: onsets, startingAtOrAfter: sample, start: { $0 })
  }

  private func wrapped(_ cell: Int) -> Int {
    let count = cells.cells.count
    return (cell % count + count) % count
  }

  private func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    (value - (value < 0 ? divisor - 1 : 0)) / divisor
  }

  // MARK: Joins

  /// Lets each slice fade out while the one after it fades in; `slices` are in order of time.
  static func joined(_ slices: [SourceSlice]) -> [SourceSlice] {
    var joined = slices
    for index in joined.indices {
      let room = joined[index].output.count / 2
      let next = index + 1 < joined.count ? joined[index + 1] : nil
      if let next, next.output.lowerBound == joined[index].output.upperBound {
        let fade = min(next.fadeIn, room)
        joined[index + 1].fadeIn = fade
        joined[index].fadeOut = fade
      } else {
        joined[index].fadeOut = min(softFade / 2, room)
      }
    }
    return joined
  }
}
