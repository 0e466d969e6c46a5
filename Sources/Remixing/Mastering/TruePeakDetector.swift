import Audio
import Glibc
import SignalProcessing

/// The peaks of the wave between the samples, found by oversampling four times, and eight times where it matters.
///
/// Sinc interpolation with 16 taps per phase under a cosine window (ITU-R BS.1770-4, annex 2, asks for 12 taps at four
/// phases, which miss up to 0.5 dB of the highest tones).
struct TruePeakDetector: Sendable {
  /// Samples before and after a block that its peak depends on.
  static let reach = 8
  /// Half-way between two of the four phases, a tone of 20 kHz is higher by less than this.
  private static let nearness: Float = 0.93

  let quarters = interpolator([0.25, 0.5, 0.75])
  private let eighths = interpolator([0.125, 0.375, 0.625, 0.875])
  private let bound: WaveBound
  /// The most that the wave can rise above the samples around it.
  var largestRise: Float { max(quarters.largestRise, eighths.largestRise) }

  init() { bound = WaveBound(quarters, eighths) }

  /// The largest magnitude of one channel from sample `start` up to the eighth after it, or 0 if it is not above a limit.
  ///
  /// - Parameters:
  ///   - samples: `reach` of them lie before `start` and behind the eighth.
  ///   - limit: What the peak is compared with: the wave is looked at more closely where it comes near.
  func peak(of samples: Span<Float>, from start: Int, above limit: Float) -> Float {
    guard bound.largestMagnitude(of: samples, in: start..<start + 8) > limit else { return 0 }
    let peak = coarsePeak(of: samples, from: start)
    guard peak > Self.nearness * limit else { return peak }
    return max(peak, eighths.largestMagnitude(between: samples, from: start))
  }

  /// The same as four phases show it, whatever the limit.
  func coarsePeak(of samples: Span<Float>, from start: Int) -> Float {
    max(
      samples.vector(from: start).magnitude.largest,
      quarters.largestMagnitude(between: samples, from: start))
  }

  private static func interpolator(_ fractions: [Double]) -> WaveInterpolator {
    WaveInterpolator(reach: reach, fractions: fractions) { cos(0.5 * .pi * $0) }
  }
}
