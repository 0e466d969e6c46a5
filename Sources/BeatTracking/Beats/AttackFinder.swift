package import Audio
import Glibc

/// Finds where exactly a sound starts.
///
/// Onset strength tells a hundredth of a second or two; an attack that is to fall on a grid must be known to a
/// thousandth, or its beginning is cut off.
package enum AttackFinder {
  /// How far an attack may lie from where it is looked for, in samples (25 ms).
  private static let reach = 1_100
  /// Samples per step of the search, under a thousandth of a second.
  private static let step = 32
  /// Steps after and before an attack whose energies are compared.
  private static let after = 8
  private static let before = 14
  /// Energy rises at least by this factor (6 dB).
  private static let leastRise: Float = 4
  /// Samples from there at which an attack counts only 60% as much.
  private static let usualDistance: Float = 500

  /// Samples around a place that decide where its attack is.
  package static let samplesRead = -(reach + (before + 1) * step)...(reach + (after + 1) * step)

  /// The sample at which the steepest rise of high-passed energy near sample `place` starts; `nil` where nothing does.
  package static func attack(near place: Int, in source: StereoSpan) -> Int? {
    let first = place - reach - before * step
    let count = 2 * reach / step + before + after
    var sums: [Float] = [0]
    sums.reserveCapacity(count + 1)
    for index in 0..<count {
      sums.append((sums.last ?? 0) + energy(of: source, from: first + index * step))
    }
    // A floor keeps the faintest of sounds from counting as attacks after silence.
    let floor = sums[count] / Float(count) * 0.05 + 1e-9
    var best: (merit: Float, position: Int)?
    for index in before..<count - after {
      let position = first + index * step
      let rise =
        ((sums[index + after] - sums[index]) / Float(after) + floor)
        / ((sums[index] - sums[index - before]) / Float(before) + floor)
      guard rise >= leastRise else { continue }
      let distance = Float(position - place) / usualDistance
      let merit = logf(rise) * expf(-0.5 * distance * distance)
      if merit > best?.merit ?? 0 { best = (merit, position) }
    }
    return best?.position
  }

  /// The power of the sample-to-sample differences of one step.
  private static func energy(of source: StereoSpan, from start: Int) -> Float {
    guard start > 0, start + step <= source.count else { return 0 }
    var sum: Float = 0
    for index in start..<start + step {
      let left = source.left[index] - source.left[index - 1]
      let right = source.right[index] - source.right[index - 1]
      sum += left * left + right * right
    }
    return sum
  }
}
