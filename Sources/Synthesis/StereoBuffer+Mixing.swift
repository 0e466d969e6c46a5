import Audio
import Glibc
import SignalProcessing

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

  /// Adds the part that falls into `output` to it.
  ///
  /// - Parameter start: Where this sound starts, counted from the first sample of `output`; may be negative.
  func add(at start: Int, gain: Float, into output: inout MutableStereoSpan) {
    span.add(at: start, gain: gain, into: &output)
  }

  /// The largest sample of either channel.
  var peak: Float {
    let sound = span
    var (peaks, index) = (SIMD8<Float>(), 0)
    while index + 8 <= sound.count {
      peaks = peaks.larger(sound.left.vector(from: index).magnitude)
      peaks = peaks.larger(sound.right.vector(from: index).magnitude)
      index += 8
    }
    var peak = peaks.largest
    for index in index..<sound.count { peak = max(peak, abs(sound.left[index]), abs(sound.right[index])) }
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

extension StereoSpan {
  /// Adds the part that falls into `output` to it.
  ///
  /// - Parameter start: Where this sound starts, counted from the first sample of `output`; may be negative.
  func add(at start: Int, gain: Float, into output: inout MutableStereoSpan) {
    let first = max(start, 0)
    let last = min(start + count, output.count)
    guard first < last else { return }
    let sound = extracting(first - start..<last - start)
    var heard = output.extracting(first..<last)
    heard.left.add(sound.left, gain: gain)
    heard.right.add(sound.right, gain: gain)
  }

  /// Adds the same of the sound played backwards.
  func addReversed(at start: Int, gain: Float, into output: inout MutableStereoSpan) {
    let first = max(start, 0)
    let last = min(start + count, output.count)
    for index in first..<max(first, last) {
      let place = count - 1 - (index - start)
      output.left[index] += gain * left[place]
      output.right[index] += gain * right[place]
    }
  }
}
