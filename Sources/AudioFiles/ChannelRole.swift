/// What a channel is for, as far as folding to stereo cares.
package enum ChannelRole: Equatable, Sendable {
  case frontLeft
  case frontRight
  case frontCentre
  case lowFrequencyEffects
  case surroundLeft
  case surroundRight
  case surroundCentre

  /// The roles where the file names none: the order of WAV and FLAC, or that of Vorbis and Opus (`isOgg`).
  ///
  /// More than 8 channels have no usual order: they count as pairs of left and right.
  static func usualOrder(channelCount: Int, isOgg: Bool) -> [ChannelRole] {
    let left = frontLeft
    let right = frontRight
    let centre = frontCentre
    switch (channelCount, isOgg) {
    case (1, _): return [centre]
    case (2, _): return [left, right]
    case (3, false): return [left, right, centre]
    case (3, true): return [left, centre, right]
    case (4, _): return [left, right, surroundLeft, surroundRight]
    case (5, false): return [left, right, centre, surroundLeft, surroundRight]
    case (5, true): return [left, centre, right, surroundLeft, surroundRight]
    case (6, false): return [left, right, centre, lowFrequencyEffects, surroundLeft, surroundRight]
    case (6, true): return [left, centre, right, surroundLeft, surroundRight, lowFrequencyEffects]
    case (7, false):
      return [left, right, centre, lowFrequencyEffects, surroundCentre, surroundLeft, surroundRight]
    case (7, true):
      return [left, centre, right, surroundLeft, surroundRight, surroundCentre, lowFrequencyEffects]
    case (8, false):
      return [left, right, centre, lowFrequencyEffects, surroundLeft, surroundRight, surroundLeft, surroundRight]
    case (8, true):
      return [left, centre, right, surroundLeft, surroundRight, surroundLeft, surroundRight, lowFrequencyEffects]
    default: return (0..<channelCount).map { $0 % 2 == 0 ? left : right }
    }
  }
}
