/// The sequence of beats and bars that explains a song best.
///
/// A bar-pointer model (Whiteley, Cemgil and Godsill 2006; Krebs, Boeck and Widmer 2015): the state is the position in the
/// bar and the tempo, the tempo changes only at beats, the meter stays. As nothing but beats carries evidence, the states between
/// two beats need not be visited: Viterbi runs over (frame of a beat, position in the bar, period until the next beat).
struct BarPointer {
  /// Beat periods in frames: 40 to 273 beats per minute.
  static let periods = 22...150

  /// The lanes of one SIMD vector: the positions in a bar of four and in a bar of three.
  static let lanes: [(meter: Int, position: Int)] = [
    (4, 0), (4, 1), (4, 2), (4, 3), (3, 0), (3, 1), (3, 2),
  ]
  /// Frames whose back pointers are held at a time, 10 minutes: 62 MB.
  ///
  /// Of a longer song the blocks before the last one are computed
  /// once more on the way back.
  private static let blockLength = 60_000

  /// Beat frames, rising.
  private(set) var frames: [Int] = []
  /// Whether each beat opens a bar of three or four.
  private(set) var opensBar: [Bool] = []

  /// - Parameter blockLength: Frames whose back pointers are held at a time; has no influence on the result.
  init(_ evidence: BeatEvidence, blockLength: Int = blockLength) {
    let count = evidence.beat.count
    guard count > 1 else { return }
    let starts = Array(stride(from: 0, to: count, by: blockLength))
    var lattice = BeatLattice(evidence)
    var origins: [SIMD8<UInt8>] = []
    var checkpoints: [BeatLattice] = []
    for start in starts {
      if start > 0 { checkpoints.append(lattice) }
      lattice.advance(over: start..<min(start + blockLength, count), origins: &origins)
    }
    var (frame, lane, index) = lattice.end
    var start = starts[starts.count - 1]
    while true {
      frames.append(frame)
      opensBar.append(Self.lanes[lane].position == 0)
      while frame < start {
        // The first block needs no checkpoint: it starts from nothing.
        start -= blockLength
        _ = checkpoints.popLast()
        var earlier = checkpoints.last ?? BeatLattice(evidence)
        earlier.advance(over: start..<start + blockLength, origins: &origins)
      }
      let origin = origins[(frame - start) * Self.periods.count + index][lane]
      guard origin != .max else { break }
      index = Int(origin)
      frame -= Self.periods.lowerBound + index
      let (meter, position) = Self.lanes[lane]
      lane += position == 0 ? meter - 1 : -1
    }
    frames.reverse()
    opensBar.reverse()
  }
}
