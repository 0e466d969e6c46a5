/// The sequence of beats and bars that explains a song best.
///
/// A bar-pointer model (Whiteley, Cemgil and Godsill 2006; Krebs, Boeck and Widmer 2015): the state is the position in the
/// bar and the tempo, the tempo changes only at beats, the meter stays. As nothing but beats carries evidence, the states between
/// two beats need not be visited: Viterbi runs over (frame of a beat, position in the bar, period until the next beat).
struct BarPointer {
  /// Beat periods in frames: 40 to 273 beats per minute.
  static let periods = 22...150

  /// Beat frames, rising.
  private(set) var frames: [Int] = []
  /// Whether each beat opens a bar of three or four.
  private(set) var opensBar: [Bool] = []

  /// - Parameter blockLength: Frames whose arrivals are held at a time; has no influence on the result but for rounding.
  init(_ evidence: BeatEvidence, blockLength: Int? = nil) {
    let count = evidence.beat.count
    guard count > 1 else { return }
    let blocks = Self.blocks(of: count, length: blockLength ?? Self.blockLength(forFrames: count))
    let run = Run(BeatLattice(evidence), over: blocks)
    let ends = run.lattice.ends
    let best = ends.indices.dropFirst().reduce(0) { ends[$1].score > ends[$0].score ? $1 : $0 }
    follow(run, inMeter: best, through: blocks, evidence: evidence)
    frames.reverse()
    opensBar.reverse()
  }

  /// Goes back along the best path of `run`, through its blocks from the last to the first.
  ///
  /// - Parameter half: The place of the meter among those of the lattice.
  private mutating func follow(
    _ run: Run, inMeter half: Int, through blocks: [Range<Int>], evidence: BeatEvidence
  ) {
    let (end, meter) = (run.lattice.ends[half], BeatLattice.meters[half])
    var (frame, position, index) = (end.frame, end.position, end.period)
    // What the path scores where it leaves its beat at `frame`, less what was taken off before it arrived at the one after.
    var (departure, taken) = (end.departure, Float(0))
    for (block, checkpoint) in zip(blocks, run.checkpoints).reversed() where frame >= block.lowerBound {
      let known = block.lowerBound..<frame + 1
      // Tempi hardly change: most often the best path lies within the periods near this one, or else its score tells.
      var arrivals = checkpoint.arrivals(at: known, by: Self.near(index))
      let gain = position == 0 ? evidence.downbeat[frame] : evidence.beat[frame]
      let found = arrivals.way(to: frame, lane: 4 * half + position, index: index).score + gain
      if found + evidence.period(Self.periods.lowerBound + index, at: frame) - taken != departure {
        arrivals = checkpoint.arrivals(at: known, by: 0..<Self.periods.count)
      }
      while frame >= block.lowerBound {
        frames.append(frame)
        opensBar.append(position == 0)
        let way = arrivals.way(to: frame, lane: 4 * half + position, index: index)
        guard let before = way.period else { return }
        (index, departure) = (before, way.arrival)
        frame -= Self.periods.lowerBound + index
        position = (position == 0 ? meter : position) - 1
      }
      taken = checkpoint.lastTaken[half]
    }
  }

  /// The indices of the periods within about a third of that at `index`.
  private static func near(_ index: Int) -> Range<Int> {
    let period = periods.lowerBound + index
    let near = period * 3 / 4 - periods.lowerBound..<period * 4 / 3 + 1 - periods.lowerBound
    return near.clamped(to: 0..<periods.count)
  }

  /// The way forward through all blocks.
  ///
  /// What led to each state is not kept, but what the lattice was at the start of each block: to compute the arrivals once more
  /// on the way back, near the periods that count, takes less time than to write down where all of them come from.
  private struct Run {
    let lattice: BeatLattice
    let checkpoints: [BeatLattice]

    init(_ start: BeatLattice, over blocks: [Range<Int>]) {
      var lattice = start
      checkpoints = blocks.map { block in
        lattice.rebase()
        let checkpoint = lattice
        lattice.advance(over: block)
        return checkpoint
      }
      self.lattice = lattice
    }
  }

  private static func blocks(of count: Int, length: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
  }

  /// 41 seconds, or more in songs of hours: the 0.6 MB of each checkpoint add up.
  private static func blockLength(forFrames count: Int) -> Int { max(4_096, count / 64) }
}
