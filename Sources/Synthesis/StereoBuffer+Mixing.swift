import Audio
import Glibc

extension StereoBuffer {
  /// Fades in over `attack` samples and out over `release` samples, along half a cosine, to silence at both ends.
  mutating func fadeEnds(attack: Int, release: Int) {
    for index in 0..<min(attack, count) {
      let gain = 0.5 - 0.5 * cosf(.pi * Float(index) / Float(attack))
      left[index] *= gain
      right[index] *= gain
    }
    for index in 0..<min(release, count) {
      let gain = 0.5 - 0.5 * cosf(.pi * Float(index) / Float(release))
      left[count - 1 - index] *= gain
      right[count - 1 - index] *= gain
    }
  }

  /// Overwrites `output`, which is as long.
  func copy(into output: inout MutableStereoSpan) {
    precondition(output.count == count, "a copy is as long as what it copies")
    let sound = span
    for index in 0..<sound.count {
      output.left[index] = sound.left[index]
      output.right[index] = sound.right[index]
    }
  }

  /// Adds the part that falls into `output` to it.
  ///
  /// - Parameter start: Where this sound starts, counted from the first sample of `output`; may be negative.
  func add(at start: Int, gain: Float, into output: inout MutableStereoSpan) {
    let sound = span
    let first = max(start, 0)
    let last = min(start + sound.count, output.count)
    guard first < last else { return }
    for index in first..<last {
      output.left[index] += gain * sound.left[index - start]
      output.right[index] += gain * sound.right[index - start]
    }
  }

  /// The largest sample of either channel.
  var peak: Float {
    var peak: Float = 0
    let sound = span
    for index in 0..<sound.count { peak = max(peak, abs(sound.left[index]), abs(sound.right[index])) }
    return peak
  }

  /// Multiplies every sample.
  mutating func scale(by gain: Float) {
    var sound = mutableSpan
    for index in 0..<sound.count {
      sound.left[index] *= gain
      sound.right[index] *= gain
    }
  }
}
