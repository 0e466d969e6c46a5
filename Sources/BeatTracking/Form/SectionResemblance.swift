/// The earlier section that a section is most like.
package struct SectionResemblance: Equatable, Sendable {
  /// When the first section of that label starts.
  package var startSeconds: Double
  /// A section repeats the other if it bears the same label.
  package var label: String
  /// How alike they are, 0...1: 0 is what any two bars of the song are, 1 what bars are that repeat each other.
  package var likeness: Double

  package init(startSeconds: Double, label: String, likeness: Double) {
    self.startSeconds = startSeconds
    self.label = label
    self.likeness = likeness
  }
}
