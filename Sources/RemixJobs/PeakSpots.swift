import AudioFiles
import Remixing

/// Peaks over the ceiling that are so near each other that mending one may change another, and so far from all others that it
/// changes none of those.
struct PeakSpot {
  /// In order.
  var peaks: [HeardLevels.Peak]
  /// Times that its peaks were lowered.
  var attempts = 0

  var firstBlock: Int { peaks.first?.block ?? 0 }
  var lastBlock: Int { peaks.last?.block ?? 0 }

  /// Blocks of `PeakRelief` that a mended stretch can reach behind a peak, with patience.
  static let reach = 1_000
  /// Blocks by which mending can bring out peaks before the first, all attempts together.
  static let lead = 64
  /// Blocks without a peak that part spots.
  static let distance = reach + 4 * lead

  /// The blocks in which mending may bring out peaks.
  var mendedBlocks: Range<Int> { max(firstBlock - Self.lead / 8, 0)..<lastBlock + Self.reach }
}

/// Finds the spots in more and more of a remix.
///
/// What is a spot depends on the remix alone, not on how much of it was heard when.
struct PeakWatch {
  private let heard: HeardLevels
  private var judgedBlocks = 0
  private var open: [HeardLevels.Peak] = []

  init(_ heard: HeardLevels) {
    self.heard = heard
  }

  /// The first block that a peak yet to be judged, or a spot that may grow, can lie in.
  var firstOpenBlock: Int { open.first?.block ?? judgedBlocks }

  /// The spots that are complete, now that all blocks before `end` were heard.
  ///
  /// - Parameter isLast: Whether that is all of the remix.
  mutating func spots(before end: Int, isLast: Bool) -> [PeakSpot] {
    var spots: [PeakSpot] = []
    func close(_ open: inout [HeardLevels.Peak]) {
      spots.append(PeakSpot(peaks: open))
      open = []
    }
    for peak in heard.excessivePeaks(in: judgedBlocks..<max(end, judgedBlocks)) {
      if let last = open.last, peak.block - last.block > PeakSpot.distance { close(&open) }
      open.append(peak)
    }
    judgedBlocks = max(end, judgedBlocks)
    if let last = open.last, isLast || judgedBlocks - last.block > PeakSpot.distance { close(&open) }
    return spots
  }
}
