package import Synthesis

/// A rhythm of the drum kit that goes round.
package struct DrumPattern: Equatable, Sendable {
  package struct Stroke: Equatable, Sendable {
    package var sound: DrumSound
    /// From the start of the pattern.
    package var tick: Int
    /// Linear factor: 1 for an accent.
    package var gain: Float

    package init(_ sound: DrumSound, tick: Int, gain: Float) {
      self.sound = sound
      self.tick = tick
      self.gain = gain
    }
  }

  /// At least 1.
  package var bars: Int
  /// In any order.
  package var strokes: [Stroke]
  /// Swells or fades over the scene.
  package var levelDB = Sweep(0)

  package init(bars: Int, strokes: [Stroke]) {
    self.bars = bars
    self.strokes = strokes
  }
}
