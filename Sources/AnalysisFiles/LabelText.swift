package import BeatTracking

/// Beats and sections as lines of text.
package enum LabelText {
  /// What madmom's downbeat trackers write: a line per beat, its time in seconds, a tab, its place in the bar from 1 on.
  package static func madmom(_ analysis: SongAnalysis) -> [UInt8] {
    lines(zip(analysis.beats, BarPositions.of(analysis)).map { "\(DecimalText.fixed($0, digits: 4))\t\($1)" })
  }

  /// A label track of Audacity with a point label on every beat, named by its place in the bar: 1 is a downbeat.
  package static func audacityBeats(_ analysis: SongAnalysis) -> [UInt8] {
    lines(zip(analysis.beats, BarPositions.of(analysis)).map { label(from: $0, to: $0, "\($1)") })
  }

  /// A label track of Audacity with a region label for every section.
  package static func audacitySections(_ analysis: SongAnalysis) -> [UInt8] {
    lines(analysis.sections.map { label(from: $0.startSeconds, to: $0.endSeconds, $0.label) })
  }

  private static func label(from start: Double, to end: Double, _ name: String) -> String {
    "\(DecimalText.fixed(start, digits: 6))\t\(DecimalText.fixed(end, digits: 6))\t\(name)"
  }

  private static func lines(_ lines: [String]) -> [UInt8] {
    Array(lines.map { $0 + "\n" }.joined().utf8)
  }
}
