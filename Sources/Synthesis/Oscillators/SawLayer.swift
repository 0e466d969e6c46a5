import Audio

/// A saw of each side: the frequency as a ratio to the note's, and the phase it starts at in turns.
struct SawLayer {
  var left: (ratio: Double, turns: Double)
  var right: (ratio: Double, turns: Double)
  var gain: Float
}

extension SawBank {
  /// Adds the saws of `layers` for a note.
  ///
  /// - Parameters:
  ///   - frequency: Of the note, in Hz.
  ///   - turns: What all phases are moved by.
  func add(
    _ layers: [SawLayer], frequency: Double, turns: Double = 0, gain: Float = 1, into output: inout MutableStereoSpan
  ) {
    for layer in layers {
      let table = table(for: frequency * max(layer.left.ratio, layer.right.ratio))
      let (left, right) = (turns + layer.left.turns, turns + layer.right.turns)
      if layer.left == layer.right {
        table.addToBoth(
          frequency: frequency * layer.left.ratio, turns: left - left.rounded(.down), gain: gain * layer.gain,
          into: &output)
        continue
      }
      table.add(
        frequency: frequency * layer.left.ratio, turns: left - left.rounded(.down), gain: gain * layer.gain,
        into: &output.left)
      table.add(
        frequency: frequency * layer.right.ratio, turns: right - right.rounded(.down), gain: gain * layer.gain,
        into: &output.right)
    }
  }
}
