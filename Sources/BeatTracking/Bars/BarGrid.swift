/// Which beats open a bar.
struct BarGrid {
  /// Beat times in seconds.
  let beats: [Double]
  /// Indices into `beats`, rising.
  private(set) var downbeatIndices: [Int]
  let meter: Meter
  let candidates: [Candidate<Meter>]
  /// 0...1: how far the accents tell this place of the bar line from every other.
  let confidence: Double

  var downbeats: [Double] { downbeatIndices.map { beats[$0] } }
  var beatsPerBar: Int { meter.beatsPerBar }

  /// - Parameters:
  ///   - accents: Shape: beats.
  ///   - isCompound: Whether beats divide in three.
  init(beats: [Double], accents: [Float], isCompound: Bool) {
    let path = MeterPath(accents: accents, isCompound: isCompound)
    self.beats = beats
    downbeatIndices = path.downbeatIndices
    // Swing divides in three as well, in bars of four.
    func meter(_ beatsPerBar: Int) -> Meter {
      Meter(beatsPerBar: beatsPerBar, isCompound: isCompound && beatsPerBar == 2)
    }
    self.meter = meter(path.beatsPerBar)
    candidates = path.shares.map { Candidate(meter($0.beatsPerBar), score: $0.share) }
    confidence = path.confidence
  }

  /// Bars of four from the first beat on: all that can be said where nothing is heard.
  init(fours beats: [Double]) {
    self.beats = beats
    downbeatIndices = Array(stride(from: 0, to: beats.count, by: 4))
    meter = Meter(beatsPerBar: 4)
    candidates = [Candidate(meter, score: 0)]
    confidence = 0
  }

  /// Bars over `beats` that open where somebody who knows the song says so; one downbeat stands for bars of four.
  ///
  /// - Parameter downbeats: In seconds, rising, each on a beat; at least one.
  /// - Returns: `nil` if the bars are longer than music has.
  init?(beats: [Double], downbeats: [Double]) {
    precondition(!downbeats.isEmpty, "bars open with downbeats")
    var indices: [Int] = []
    var next = 0
    for downbeat in downbeats {
      // The closest beat: a downbeat that was written down with fewer digits is still that beat.
      while next + 1 < beats.count, abs(beats[next + 1] - downbeat) <= abs(beats[next] - downbeat) { next += 1 }
      if indices.last != next { indices.append(next) }
    }
    let length = Self.usualLength(of: indices)
    guard length <= Self.longestBar else { return nil }
    self.beats = beats
    downbeatIndices = indices.count > 1 ? indices : Self.filled(indices, length: length, beatCount: beats.count)
    meter = Meter(beatsPerBar: length)
    candidates = [Candidate(meter, score: 1)]
    confidence = 1
  }

  /// Beats.
  private static let longestBar = 16

  /// These bars with every downbeat `offset` beats later (earlier, if negative), and the bars that then lack at
  /// either end.
  func moved(byBeats offset: Int) -> BarGrid {
    guard offset != 0, beatsPerBar > 1, !offset.isMultiple(of: beatsPerBar) else { return self }
    // A whole bar further all is as before, but at the ends.
    let shift = offset % beatsPerBar
    let indices = Self.filled(downbeatIndices.map { $0 + shift }, length: beatsPerBar, beatCount: beats.count)
    guard !indices.isEmpty else { return self }
    var moved = self
    moved.downbeatIndices = indices
    return moved
  }

  /// `indices` with bars of `length` before the first and after the last, without those that are no beats.
  private static func filled(_ indices: [Int], length: Int, beatCount: Int) -> [Int] {
    guard let first = indices.first, let last = indices.last else { return [] }
    let before = stride(from: first - length, through: 0, by: -length).reversed()
    let after = stride(from: last + length, to: beatCount, by: length)
    return (before + indices + after).filter { (0..<beatCount).contains($0) }
  }

  /// The most common number of beats from one downbeat to the next, the smaller of equals; 4 if there is only one.
  private static func usualLength(of indices: [Int]) -> Int {
    var counts: [Int: Int] = [:]
    for (first, second) in zip(indices, indices.dropFirst()) { counts[second - first, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? 4
  }
}
