package import Styles

/// A part of the remix's form.
package struct RemixPart: Equatable, Sendable {
  package var kind: PartKind
  /// Bars of the remix, from 0.
  package var bars: Range<Int>
  /// The stretch of the song that it is made from, in seconds.
  package var songStartSeconds: Double
  package var songEndSeconds: Double
  /// The label of the song's section that it is made from.
  package var label: String
}
