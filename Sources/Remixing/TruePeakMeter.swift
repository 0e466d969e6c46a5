package import Audio

/// The true peak of a stream of samples, as ITU-R BS.1770-4 means it.
///
/// Looks closely only where the wave could rise above the highest peak so far, so most music costs next to nothing.
package struct TruePeakMeter {
  /// The largest magnitude of the wave so far, as a linear factor of full scale.
  package private(set) var peak: Float = 0
  private let detector = TruePeakDetector()
  /// The end of what came before: the wave between two samples depends on their neighbours on either side.
  private var held = StereoBuffer(count: 2 * TruePeakDetector.reach)

  package init() {}

  /// Takes in the samples that come next.
  package mutating func feed(_ samples: StereoSpan) {
    let overlap = held.count
    var joined = StereoBuffer(count: overlap + samples.count)
    for index in 0..<overlap {
      joined.left[index] = held.left[index]
      joined.right[index] = held.right[index]
    }
    for index in 0..<samples.count {
      joined.left[overlap + index] = samples.left[index]
      joined.right[overlap + index] = samples.right[index]
    }
    peak = max(peak, largestPeak(in: joined.left.span), largestPeak(in: joined.right.span))
    held.left = Array(joined.left.suffix(overlap))
    held.right = Array(joined.right.suffix(overlap))
  }

  /// Takes in the silence after the last sample.
  package mutating func finish() {
    feed(StereoBuffer(count: held.count).span)
  }

  private func largestPeak(in samples: Span<Float>) -> Float {
    let reach = TruePeakDetector.reach
    let block = 64
    var largest = peak
    for first in stride(from: reach, to: samples.count - reach, by: block) {
      let last = min(first + block, samples.count - reach)
      var magnitude: Float = 0
      for index in (first - reach)..<(last + reach) { magnitude = max(magnitude, abs(samples[index])) }
      guard magnitude * detector.largestRise > largest else { continue }
      for index in first..<last { largest = max(largest, detector.peak(of: samples, at: index)) }
    }
    return largest
  }
}
