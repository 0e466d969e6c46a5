/// What a person who knows the song tells the analysis.
package struct AnalysisHints: Equatable, Sendable {
  package enum Tempo: Equatable, Sendable {
    /// Near this many beats per minute, if the song gives reason to believe it.
    case about(Double)
    /// This many beats per minute, whatever the song says.
    case exactly(Double)

    /// Tempos in beats per minute that music has, with some room.
    private static let sensible = 20.0...400.0

    /// As `140`, `174.5`, or `140!` for exactly that; `nil` for what is nothing of that, or not sensible.
    package init?(spelled text: String) {
      let isOrder = text.hasSuffix("!")
      let number = isOrder ? text.dropLast() : text[...]
      // Swift would read hexadecimal numbers, too.
      guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
        let value = Double(number), Self.sensible.contains(value)
      else { return nil }
      self = isOrder ? .exactly(value) : .about(value)
    }
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

  /// How far downbeats may be moved.
  package static let downbeatOffsets = -64...64

  /// Whether the answers of the network are needed.
  package var asksNetwork: Bool { usesNetwork && bars == nil }

  /// The bars over the beats that were given, if they make sense.
  var bars: BarGrid? {
    guard let beats, let downbeats else { return nil }
    return BarGrid(beats: beats, downbeats: downbeats)
  }
}
