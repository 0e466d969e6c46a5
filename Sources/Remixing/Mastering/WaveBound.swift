import SignalProcessing

/// What the wave between samples cannot exceed, told from the samples alone at a small part of an interpolation's cost.
///
/// Between two samples the wave lies near the straight line from one to the other: it leaves it by no more than a multiple
/// of the largest second difference around. Most of a sound is so smooth that this says enough.
struct WaveBound: Sendable {
  /// Samples before and behind those looked at that count.
  private let reach: Int
  private let bend: Float

  /// More than what computing with rounded numbers can amount to.
  private static let margin: Float = 1.0001

  /// - Parameter interpolators: Those that give the wave.
  init(_ interpolators: WaveInterpolator...) {
    reach = interpolators.reduce(0) { max($0, $1.reach) }
    bend = interpolators.reduce(0) { max($0, $1.largestBend) }
  }

  /// What no magnitude in `range` exceeds, from each sample up to its successor.
  ///
  /// - Parameters:
  ///   - samples: `reach` of them lie before and behind the range.
  ///   - range: Of eight samples or a multiple.
  func largestMagnitude(of samples: Span<Float>, in range: Range<Int>) -> Float {
    precondition(
      range.count.isMultiple(of: 8) && !range.isEmpty && range.lowerBound >= reach
        && samples.count - range.upperBound >= reach, "the samples that count must be there")
    // The successor of the last one, too.
    var highest = unsafe samples.vector(unchecked: range.upperBound - 7).magnitude
    var position = range.lowerBound
    while position < range.upperBound {
      highest = highest.larger(unsafe samples.vector(unchecked: position).magnitude)
      position &+= 8
    }
    let last = range.upperBound + reach - 9
    var sharpest = unsafe samples.secondDifferences(unchecked: last).magnitude
    position = range.lowerBound - reach + 1
    while position < last {
      sharpest = sharpest.larger(unsafe samples.secondDifferences(unchecked: position).magnitude)
      position &+= 8
    }
    return (highest.largest + bend * sharpest.largest) * Self.margin
  }
}

extension Span<Float> {
  /// Those of the eight samples from `index` on.
  @unsafe @inline(__always)
  fileprivate func secondDifferences(unchecked index: Int) -> SIMD8<Float> {
    let middle = unsafe vector(unchecked: index)
    return unsafe vector(unchecked: index &- 1) + vector(unchecked: index &+ 1) - (middle + middle)
  }
}
