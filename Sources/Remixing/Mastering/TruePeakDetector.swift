import Audio
import Glibc

/// The peaks of the wave between the samples, found by oversampling four times, and eight times where it matters.
///
/// Sinc interpolation with 16 taps per phase under a cosine window (ITU-R BS.1770-4, annex 2, asks for 12 taps at four
/// phases, which miss up to 0.5 dB of the highest tones).
struct TruePeakDetector: Sendable {
  /// Samples needed before and after the one whose peak is asked for.
  static let reach = 8
  private static let taps = 2 * reach
  /// Half-way between two of the four phases, a tone of 20 kHz is higher by less than this.
  private static let nearness: Float = 0.93

  /// The filters for a quarter, a half and three quarters of the way to the next sample.
  private let quarter = phase(0.25)
  private let half = phase(0.5)
  private let threeQuarters = phase(0.75)
  /// The filters for the odd eighths of the way.
  private let eighths = [phase(0.125), phase(0.375), phase(0.625), phase(0.875)]
  /// The most that the wave can rise above the samples around it.
  let largestRise: Float

  init() {
    let sums = ([quarter, half, threeQuarters] + eighths).map { phase in
      (0..<Self.taps).reduce(0) { $0 + abs(phase[$1]) }
    }
    largestRise = sums.reduce(1, max)
  }

  /// The largest magnitude from sample `index` up to the next, in one channel.
  ///
  /// - Parameters:
  ///   - samples: At least `reach` of them lie on either side of `index`.
  ///   - limit: What the peak is compared with: the wave is looked at more closely where it comes near.
  @inline(__always)
  func peak(of samples: Span<Float>, at index: Int, near limit: Float) -> Float {
    var window = SIMD16<Float>()
    let start = index - Self.reach + 1
    for tap in 0..<Self.taps { window[tap] = samples[start + tap] }
    let first = abs((window * quarter).sum())
    let second = abs((window * half).sum())
    let third = abs((window * threeQuarters).sum())
    let peak = max(max(abs(samples[index]), first), max(second, third))
    guard peak > Self.nearness * limit else { return peak }
    return eighths.reduce(peak) { max($0, abs((window * $1).sum())) }
  }

  private static func phase(_ fraction: Double) -> SIMD16<Float> {
    let values = (0..<taps).map { tap in
      let distance = Double(tap - reach + 1) - fraction
      return sin(.pi * distance) / (.pi * distance) * cos(0.5 * .pi * distance / Double(reach))
    }
    let sum = values.reduce(0, +)
    var phase = SIMD16<Float>()
    for tap in 0..<taps { phase[tap] = Float(values[tap] / sum) }
    return phase
  }
}
