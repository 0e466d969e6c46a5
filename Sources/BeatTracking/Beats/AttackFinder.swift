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
  /// The share of an attack's greatest energy at which it has started.
  private static let startShare: Float = 0.2
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
    guard let index = best.map({ ($0.position - first) / step }) else { return nil }
    return first + start(ofRiseAt: index, sums: sums) * step
  }

  /// The first step of a rise that is as loud as what follows: windows as long as those above blur a start.
  private static func start(ofRiseAt index: Int, sums: [Float]) -> Int {
    let energies = (index..<index + after).map { sums[$0 + 1] - sums[$0] }
    let before = (sums[index] - sums[index - before]) / Float(before)
    let threshold = before + startShare * ((energies.max() ?? 0) - before)
    return index + (energies.firstIndex { $0 >= threshold } ?? 0)
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
