import Audio

/// The sound of a turntable that is switched off.
enum TapeStop {
  /// Plays `source` from `start` at a speed that falls evenly from 1 to 0 over `output`, getting lower and quieter.
  static func play(_ source: StereoSpan, from start: Int, into output: inout MutableStereoSpan) {
    let count = Double(output.count)
    for index in 0..<output.count {
      let time = Double(index)
      // The integral of 1 - time / count.
      let position = time - time * time / (2 * count)
      let whole = Int(position)
      let fraction = Float(position - Double(whole))
      let first = start + whole
      guard first >= 0, first + 1 < source.count else { continue }
      let level = Float(min(4 * (1 - time / count), 1))
      output.left[index] = level * (source.left[first] + (source.left[first + 1] - source.left[first]) * fraction)
      output.right[index] = level * (source.right[first] + (source.right[first + 1] - source.right[first]) * fraction)
    }
  }
}
