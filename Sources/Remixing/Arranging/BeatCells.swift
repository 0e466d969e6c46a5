import Audio
import BeatTracking
import Styles

/// The song cut into cells that each become one beat of the remix.
///
/// A cell is a beat of the song, or half of one or two of them, whichever stretches least to the remix's tempo. There are
/// at least 16 cells unless there is no beat at all: a shorter song goes round.
struct BeatCells: Sendable {
  /// One beat's worth of song.
  struct Cell: Sendable {
    /// Samples of the song.
    var source: Range<Int>
    /// Shape: 12, from C on; sums to 1 or 0.
    var chroma: [Float]
    /// Root mean square.
    var level: Float
    /// Root mean square of what lies above the kick and the bass, 130 Hz.
    var bodyLevel: Float
    /// 0...1, how clearly something starts with it.
    var clarity: Float
    /// The root of its chord; `nil` where nothing has a pitch.
    var root: PitchClass?
    /// Opens a bar.
    var opensBar: Bool
    /// Opens a bar, or the half of one.
    var isStrong: Bool
  }

  private static let fewestCells = 16
  /// Samples of a beat beyond which it is cut: slower than 22 beats per minute, it is a pause.
  private static let longestBeat = 120_000

  /// A share of a cell's power that counts as body even where only bass is heard: no song is lifted by more than 6 dB.
  private static let leastBodyShare: Float = 0.25

  let cells: [Cell]
  /// The level that three quarters of the cells stay under; 0 for silence.
  let usualLevel: Float
  /// The same of the body.
  let usualBodyLevel: Float
  /// Cells per beat of the song: 0.5, 1 or 2.
  let cellsPerBeat: Double
  /// Cells before the song starts again.
  private let roundLength: Int

  /// - Parameter beatsPerMinute: The remix's.
  init(analysis: SongAnalysis, beatsPerMinute: Double) {
    let ratio = beatsPerMinute / min(max(analysis.beatsPerMinute, 20), 600)
    // Between 1 / sqrt(2) and sqrt(2), each beat is a cell; beyond, halves or pairs come closer.
    cellsPerBeat = ratio > 2.0.squareRoot() ? 2 : ratio < 0.5.squareRoot() ? 0.5 : 1
    let beats = Self.beats(of: analysis)
    var cells =
      switch cellsPerBeat {
      case 2: Self.halves(of: beats)
      case 0.5: Self.pairs(of: beats)
      default: beats
      }
    let once = cells
    roundLength = once.count
    while !once.isEmpty, cells.count < Self.fewestCells { cells += once }
    self.cells = cells
    usualLevel = Self.upperQuartile(of: cells.map(\.level))
    usualBodyLevel = Self.upperQuartile(of: cells.map(\.bodyLevel))
  }

  var isEmpty: Bool { cells.isEmpty }

  /// The cells that start within a stretch of the song; at least one unless there is none at all.
  func indices(fromSeconds start: Double, toSeconds end: Double) -> Range<Int> {
    guard !cells.isEmpty else { return 0..<0 }
    // A song that goes round is so short that all of it serves everywhere.
    guard roundLength == cells.count else { return 0..<cells.count }
    let first = min(firstIndex(atOrAfter: start), cells.count - 1)
    return first..<min(max(firstIndex(atOrAfter: end), first + 1), cells.count)
  }

  /// The cell with which a part begins that plays a window in its own order: one that opens a bar, or is at least a
  /// strong beat, near the window's start, and so early that the song does not end before the part.
  func entrance(of window: Range<Int>, for part: RemixPart) -> Int {
    guard !cells.isEmpty else { return 0 }
    let needed = part.bars.count * Ticks.beatsPerBar
    // The ending takes the song's last bars as long as they are heard.
    let latest = (part.kind == .ending ? lastAudible(needed).lowerBound : cells.count - needed)
    let first = max(min(window.lowerBound, latest), 0)
    let near = first..<min(first + Self.fewestCells, max(latest, first) + 1)
    let before = max(first - Self.fewestCells, 0)..<first
    return near.first { cells[$0].opensBar } ?? before.last { cells[$0].opensBar } ?? near.first { cells[$0].isStrong }
      ?? first
  }

  /// Up to `count` cells that end where the song was last well audible.
  func lastAudible(_ count: Int) -> Range<Int> {
    let end = (cells.lastIndex { $0.level > 0.3 * usualLevel } ?? cells.count - 1) + 1
    return max(end - count, 0)..<max(end, 0)
  }

  /// The mean level of a stretch of the song.
  func level(fromSeconds start: Double, toSeconds end: Double) -> Float {
    let range = indices(fromSeconds: start, toSeconds: end)
    return range.isEmpty ? 0 : cells[range].reduce(0) { $0 + $1.level } / Float(range.count)
  }

  /// The level that a passage is brought up from: quiet ones more than loud ones, but by no more than 12 dB.
  func passageLevel(of window: Range<Int>) -> Float {
    min(max(Self.upperQuartile(of: cells[window].map(\.level)), usualLevel / 4), usualLevel)
  }

  /// Whether `index + 1` continues `index` in the song.
  func isContinuous(after index: Int) -> Bool {
    index + 1 < cells.count && cells[index + 1].source.lowerBound == cells[index].source.upperBound
  }

  /// The cell that `sample` of the song lies in, or the nearest one; there is one.
  func cell(at sample: Int) -> Cell {
    let once = cells.prefix(roundLength)
    return once[max(firstIndex(atOrAfterSample: sample + 1) - 1, 0)]
  }

  private func firstIndex(atOrAfter seconds: Double) -> Int {
    firstIndex(atOrAfterSample: WorkingFormat.sampleIndex(atSeconds: seconds))
  }

  /// A song that goes round counts once.
  private func firstIndex(atOrAfterSample sample: Int) -> Int {
    var low = 0
    var high = roundLength
    while low < high {
      let middle = (low + high) / 2
      if cells[middle].source.lowerBound < sample { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func upperQuartile(of levels: [Float]) -> Float {
    levels.isEmpty ? 0 : levels.sorted()[levels.count * 3 / 4]
  }

  // MARK: From beats to cells

  private static func beats(of analysis: SongAnalysis) -> [Cell] {
    let times = analysis.beats.map { WorkingFormat.sampleIndex(atSeconds: $0) }.filter { $0 < analysis.sampleCount }
    let ends = times.dropFirst() + [analysis.sampleCount]
    let downbeats = Set(analysis.downbeatIndices)
    var placeInBar = 0
    var cells: [Cell] = []
    for (index, (start, end)) in zip(times, ends).enumerated() where start < end {
      placeInBar = downbeats.contains(index) ? 0 : placeInBar + 1
      let feature = index < analysis.beatFeatures.count ? analysis.beatFeatures[index] : nil
      // What follows the last beat has no features, and may be long or very short.
      if feature == nil, !cells.isEmpty { break }
      let level = usable(feature?.level)
      let low = usable(feature?.lowBandLevel)
      cells.append(
        Cell(
          source: start..<min(end, start + longestBeat), chroma: usable(feature?.chroma), level: level,
          bodyLevel: max(level * level - low * low, leastBodyShare * level * level).squareRoot(),
          clarity: usable(feature?.onsetStrength), root: feature?.root, opensBar: placeInBar == 0,
          isStrong: placeInBar.isMultiple(of: 2)))
    }
    return cells
  }

  private static func usable(_ chroma: [Float]?) -> [Float] {
    guard let chroma, chroma.count == 12 else { return [Float](repeating: 0, count: 12) }
    return chroma.map { usable($0) }
  }

  private static func usable(_ value: Float?) -> Float {
    guard let value, value.isFinite else { return 0 }
    return value
  }

  private static func halves(of beats: [Cell]) -> [Cell] {
    beats.flatMap { beat in
      let middle = (beat.source.lowerBound + beat.source.upperBound) / 2
      var first = beat
      var second = beat
      first.source = beat.source.lowerBound..<middle
      second.source = middle..<beat.source.upperBound
      first.isStrong = true
      second.isStrong = false
      second.opensBar = false
      second.clarity *= 0.5
      return middle > beat.source.lowerBound ? [first, second] : [beat]
    }
  }

  /// Joins beats by twos, so that strong beats open the pairs.
  private static func pairs(of beats: [Cell]) -> [Cell] {
    var cells: [Cell] = []
    var index = beats.first?.isStrong == false && beats.count > 1 ? 1 : 0
    while index < beats.count {
      var cell = beats[index]
      if index + 1 < beats.count, !beats[index + 1].isStrong || beats[index].isStrong == beats[index + 1].isStrong {
        let second = beats[index + 1]
        cell.source = cell.source.lowerBound..<second.source.upperBound
        cell.chroma = zip(cell.chroma, second.chroma).map { ($0 + $1) / 2 }
        cell.level = (cell.level + second.level) / 2
        cell.bodyLevel = (cell.bodyLevel + second.bodyLevel) / 2
        cell.opensBar = cell.opensBar || second.opensBar
        cell.isStrong = cells.count.isMultiple(of: 2)
        index += 1
      }
      cells.append(cell)
      index += 1
    }
    return cells
  }
}
