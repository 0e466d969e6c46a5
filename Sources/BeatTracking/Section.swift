/// A part of the song's form, such as a verse or a chorus.
package struct Section: Codable, Equatable, Sendable {
  package var startSeconds: Double
  package var endSeconds: Double
  /// "A", "B", ...: sections that sound alike share a label.
  package var label: String
  /// Level relative to the song's other sections, 0...1: 1 is the loudest.
  package var energy: Double

  package init(startSeconds: Double, endSeconds: Double, label: String, energy: Double) {
    self.startSeconds = startSeconds
    self.endSeconds = endSeconds
    self.label = label
    self.energy = energy
  }
}
