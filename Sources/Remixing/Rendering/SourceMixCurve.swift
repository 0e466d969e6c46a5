import Glibc

/// Reads the song's filters between the corners of a plan's `sourceMix`, from earlier to later.
struct SourceMixCurve {
  private let corners: [SourceMix]
  /// The first corner after the latest position.
  private var cursor: Int

  /// - Parameter start: The first position that will be asked for.
  init(_ corners: [SourceMix], from start: Int) {
    self.corners = corners
    cursor = EventSearch.firstIndex(of: corners, startingAtOrAfter: start, start: \.position)
  }

  /// The filters at a sample of the remix; positions must be asked in rising order.
  mutating func mix(at position: Int) -> SourceMix {
    while cursor < corners.count, corners[cursor].position <= position { cursor += 1 }
    guard let first = corners.first, let last = corners.last else {
      return SourceMix(
        position: position, highPassHz: SourceMix.openHighPass, lowPassHz: SourceMix.openLowPass, gainDB: 0)
    }
    guard cursor > 0 else { return first }
    guard cursor < corners.count else { return last }
    let before = corners[cursor - 1]
    let after = corners[cursor]
    if before.sounds(like: after) { return before }
    let fraction = Double(position - before.position) / Double(after.position - before.position)
    return SourceMix(
      position: position, highPassHz: before.highPassHz * pow(after.highPassHz / before.highPassHz, fraction),
      lowPassHz: before.lowPassHz * pow(after.lowPassHz / before.lowPassHz, fraction),
      gainDB: before.gainDB + (after.gainDB - before.gainDB) * fraction)
  }
}

extension SourceMix {
  /// Whether only the positions differ.
  func sounds(like other: SourceMix) -> Bool {
    highPassHz == other.highPassHz && lowPassHz == other.lowPassHz && gainDB == other.gainDB
  }
}
