/// How beats group into bars.
package struct Meter: Hashable, Sendable, CustomStringConvertible {
  /// Beats of one bar: 2 in 6/8, where a beat is a dotted quarter note.
  package var beatsPerBar: Int
  /// Whether a beat divides into three, as in 6/8 and 12/8.
  package var isCompound: Bool

  package init(beatsPerBar: Int, isCompound: Bool = false) {
    self.beatsPerBar = beatsPerBar
    self.isCompound = isCompound
  }

  /// As musicians write it: `4/4`, `3/4`, `6/8`.
  package var description: String {
    isCompound ? "\(3 * beatsPerBar)/8" : "\(beatsPerBar)/4"
  }
}
