import AudioFiles

/// Lowers peaks that coding has lifted over the ceiling, and has the frames around them encoded again, until there are none.
///
/// Spots are mended at the same time, and each on its own.
final class PeakMending {
  private let buffers: PieceBuffers
  private let mix: MixBuffers
  private let heard: HeardLevels
  private var spots: [Work?] = []
  /// Frames of all that was ever to be encoded again at first.
  private var frameCount = 0
  private var waiting: [(stretch: MP3Stretch, spot: Int)] = []
  /// What is in the hands of a worker, by the place in the buffers that it goes to.
  private var slots: [(stretch: MP3Stretch, spot: Int)?]

  /// A spot, and stretches of it that are not mended yet.
  private struct Work {
    var spot: PeakSpot
    var missing: Int
  }

  init(buffers: PieceBuffers, mix: MixBuffers, heard: HeardLevels) {
    self.buffers = buffers
    self.mix = mix
    self.heard = heard
    slots = Array(repeating: nil, count: buffers.pieces.count)
  }

  var isDone: Bool { spots.allSatisfy { $0 == nil } }

  /// Most of it is warming up: many small stretches are no less work than the whole.
  var isWorthwhile: Bool { 2 * frameCount < buffers.pieces.frameCount }

  /// The first block of all spots that are not done.
  var firstBlock: Int? { spots.compactMap { $0?.spot.firstBlock }.min() }

  /// Lowers the peaks of a spot once more.
  ///
  /// - Returns: The samples that are changed.
  static func relieve(_ spot: inout PeakSpot, of mix: MixBuffers) -> [Range<Int>] {
    spot.attempts += 1
    return mix.relieve(spot.peaks, attempt: spot.attempts)
  }

  /// Takes on a spot whose peaks were lowered.
  func add(_ spot: PeakSpot, changed: [Range<Int>]) {
    let stretches = buffers.pieces.stretches(changing: changed)
    frameCount += stretches.reduce(0) { $0 + $1.frames.count }
    spots.append(Work(spot: spot, missing: stretches.count))
    waiting += stretches.map { ($0, spots.count - 1) }
  }

  /// Gives workers what is to be encoded again.
  ///
  /// - Parameter freeSlots: Places in the buffers that nothing else is in.
  /// - Returns: `false` for what there is no room for.
  func submit(_ tasks: borrowing StageTasks, freeSlots: Range<Int>) -> Bool {
    while let next = waiting.first, let slot = freeSlots.first(where: { slots[$0] == nil }) {
      guard buffers.hasRoom(for: next.stretch) else { return false }
      waiting.removeFirst()
      slots[slot] = next
      tasks.submit(
        .mend, chunk: slot,
        argument: StretchTask(changed: next.stretch.changed, patience: next.stretch.patience).argument)
    }
    return true
  }

  /// Joins what a worker has put into `slot`.
  ///
  /// - Returns: `false` for what fits nowhere.
  func take(slot: Int, into joiner: MP3Joiner) -> Bool {
    guard let (stretch, index) = slots[slot] else { return true }
    slots[slot] = nil
    guard joiner.mend(stretch, with: buffers.mended(stretch, slot: slot)) else {
      let pieces = buffers.pieces
      waiting.append((pieces.stretch(around: stretch.changed, patience: stretch.patience + 1), index))
      return stretch.patience < PieceBuffers.mostPatience
    }
    spots[index]?.missing -= 1
    guard var work = spots[index], work.missing == 0 else { return true }
    work.spot.peaks = heard.excessivePeaks(in: work.spot.mendedBlocks)
    guard !work.spot.peaks.isEmpty, work.spot.attempts < RemixEncoding.encodingLimit - 1 else {
      spots[index] = nil
      return true
    }
    let changed = Self.relieve(&work.spot, of: mix)
    let stretches = buffers.pieces.stretches(changing: changed)
    work.missing = stretches.count
    spots[index] = work
    waiting += stretches.map { ($0, index) }
    return true
  }
}
