/// A part of the remix's form.
package struct RemixPart: Codable, Equatable, Sendable {
  package enum Kind: String, Codable, Equatable, Sendable {
    /// The song behind an opening filter, then stutters, roll and riser.
    case intro
    /// Bass, half-time drums and rearranged beats of the song.
    case drop
    /// The song in its own order, with few drums.
    case breakdown
    /// The song closes behind its filter, and the last cymbal dies away.
    case ending
  }

  package var kind: Kind
  /// Bars of the remix, from 0.
  package var bars: Range<Int>
  /// The stretch of the song that it is made from, in seconds.
  package var songStartSeconds: Double
  package var songEndSeconds: Double
  /// The label of the song's section that it is made from.
  package var label: String
  /// Ends in a roll and a riser towards a drop.
  package var buildsUp: Bool
}
