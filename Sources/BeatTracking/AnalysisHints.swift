/// What a person who knows the song tells the analysis.
package struct AnalysisHints: Equatable, Sendable {
  package enum Tempo: Equatable, Sendable {
    /// Near this many beats per minute, if the song gives reason to believe it.
    case about(Double)
    /// This many beats per minute, whatever the song says.
    case exactly(Double)
  }

  package var tempo: Tempo?
  /// Beat times in seconds, rising, which replace those that would be found.
  package var beats: [Double]?
  /// Times in seconds of the beats that open a bar; of use only with `beats`.
  package var downbeats: [Double]?
  /// The key, which replaces the one that would be found.
  package var key: Key?
  /// Beats to move all downbeats by, later if positive.
  package var downbeatOffset = 0

  /// Whether the trained network is asked for beats and tempo, too, or they follow from signal processing alone.
  package var usesNetwork = true

  package init() {}

  /// Whether the answers of the network are needed.
  package var asksNetwork: Bool { usesNetwork && bars == nil }

  /// The bars over the beats that were given, if they make sense.
  var bars: BarGrid? {
    guard let beats, let downbeats else { return nil }
    return BarGrid(beats: beats, downbeats: downbeats)
  }
}
