package import Audio
import Glibc
import SignalProcessing

/// The true peaks of sound, as ITU-R BS.1770-4 means them.
///
/// Oversamples eight times by a long windowed sinc, which costs too much for a limiter but tells what finer meters will
/// say. Looks closely only where the wave could rise above a floor.
package struct TruePeakMeter: Sendable {
  private let floor: Float
  private let interpolator = WaveInterpolator(reach: reach, fractions: (1..<8).map { Double($0) / 8 }) {
    0.5 + 0.5 * cos(.pi * $0)
  }
  private let detector = TruePeakDetector()
  private let bound: WaveBound

  /// Samples before and after a range that its peak depends on.
  package static let reach = 24
  /// Samples that are looked at together.
  private static let step = 8
  /// A shorter sinc at fewer points sees at least this much of a peak.
  private static let certainty: Float = 0.75

  /// - Parameter floor: Lower peaks do not matter, and cost less time.
  package init(above floor: Float = 0) {
    self.floor = floor
    bound = WaveBound(interpolator, detector.quarters)
  }

  /// The largest magnitude of the wave from the first sample of `range` up to the one behind its last, as a linear factor
  /// of full scale; `nil` if it is not above the floor.
  ///
  /// - Parameters:
  ///   - sound: Around it lies silence.
  ///   - range: Starts within the sound. It is looked at in steps of 8 samples, the last of which may go beyond its end.
  package func peak(of sound: StereoSpan, in range: Range<Int>) -> Float? {
    let left = largestMagnitude(of: sound.left, in: range, above: floor)
    let peak = largestMagnitude(of: sound.right, in: range, above: left)
    return peak > floor ? peak : nil
  }

  /// The largest magnitude in `range`, or `known` if none is above it.
  private func largestMagnitude(of samples: Span<Float>, in range: Range<Int>, above known: Float) -> Float {
    let length = (range.count + Self.step - 1) / Self.step * Self.step
    let around = range.lowerBound - Self.reach..<range.lowerBound + length + Self.reach + Self.step
    guard around.lowerBound >= 0, around.upperBound <= samples.count else {
      var padded = [Float](repeating: 0, count: around.count)
      for position in around.clamped(to: 0..<samples.count) { padded[position - around.lowerBound] = samples[position] }
      return largestMagnitude(of: padded.span, in: Self.reach..<Self.reach + length, above: known)
    }
    guard bound.largestMagnitude(of: samples, in: range.lowerBound..<range.lowerBound + length) > known else {
      return known
    }
    var largest = known
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.step) {
      guard bound.largestMagnitude(of: samples, in: start..<start + Self.step) > largest else { continue }
      let coarse = detector.coarsePeak(of: samples, from: start)
      guard coarse > Self.certainty * largest else { continue }
      largest = max(largest, coarse, interpolator.largestMagnitude(between: samples, from: start))
    }
    return largest
  }
}
