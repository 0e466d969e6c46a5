import Audio

/// The time grid of every remix: 140 beats per minute, four beats to the bar, all of whole samples.
package enum RemixGrid {
  package static let beatsPerMinute = 140.0
  /// 44,100 * 60 / 140 exactly.
  package static let samplesPerBeat = 18_900
  package static let samplesPerSixteenth = samplesPerBeat / 4
  package static let beatsPerBar = 4
  package static let sixteenthsPerBar = 16
  package static let samplesPerBar = samplesPerBeat * beatsPerBar
  /// What one rendering task covers.
  package static let barsPerSegment = 2
  package static let samplesPerSegment = samplesPerBar * barsPerSegment

  /// The first sample of a sixteenth of a bar.
  package static func sample(bar: Int, sixteenth: Int = 0) -> Int {
    bar * samplesPerBar + sixteenth * samplesPerSixteenth
  }

  /// Bars, not rounded, that last as long as `seconds`.
  static func bars(inSeconds seconds: Double) -> Double {
    seconds * beatsPerMinute / (60 * Double(beatsPerBar))
  }
}
