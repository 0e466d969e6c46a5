/// A part of the song's form, such as a verse or a chorus.
package struct Section: Equatable, Sendable {
  package var startSeconds: Double
  package var endSeconds: Double
  /// "A", "B", ...: sections that sound alike share a label.
  package var label: String
  /// Level relative to the song's other sections, 0...1: 1 is the loudest.
  package var energy: Double
  /// The place of the section among all by loudness: 1 is the loudest.
  package var energyRank = 1
  /// Whether this is the loudest part that comes back: the chorus, and the place for a drop.
  package var isDropCandidate = false
  /// The section's own key, where it is not the song's.
  package var key: Key?
  /// Why it starts where it does; `nil` for the song's first.
  package var border: SectionBorder?
  /// What it repeats, or is most like without repeating it; `nil` for the song's first.
  package var resemblance: SectionResemblance?

  /// How sure its start is, 0...1; the song's own start is.
  package var borderConfidence: Double { border?.confidence ?? 1 }

  package init(startSeconds: Double, endSeconds: Double, label: String, energy: Double) {
    self.startSeconds = startSeconds
    self.endSeconds = endSeconds
    self.label = label
    self.energy = energy
  }
}
