package import Audio
import Glibc

/// The true peak of a stream of samples, as ITU-R BS.1770-4 means it.
///
/// Oversamples eight times by a long windowed sinc, which costs too much for a limiter but tells what finer meters will
/// say. Looks closely only where the wave could rise above the highest peak so far.
package struct TruePeakMeter {
  /// The largest magnitude of the wave so far, as a linear factor of full scale; at least the floor.
  package private(set) var peak: Float
  private let floor: Float

  /// Samples on either side of a point that its value is made of.
  private static let reach = 24
  private static let oversampling = 8
  /// The weights of `2 * reach` neighbours for each point between two samples.
  private let phases: [[Float]]
  /// The most that the wave can rise above the samples around it.
  private let largestRise: Float
  /// The end of what came before: the wave between two samples depends on their neighbours on either side.
  private var held = StereoBuffer(count: 2 * reach)

  /// - Parameter floor: Lower peaks do not matter, and cost less time.
  package init(above floor: Float = 0) {
    self.floor = floor
    peak = floor
    phases = (1..<Self.oversampling).map { Self.weights(at: Double($0) / Double(Self.oversampling)) }
    largestRise = phases.reduce(1) { max($0, $1.reduce(0) { $0 + abs($1) }) }
  }

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

  /// The largest magnitude since this was last asked for; `nil` if it is not above the floor.
  package mutating func takePeak() -> Float? {
    defer { peak = floor }
    return peak > floor ? peak : nil
  }

  /// Takes in the silence after the last sample.
  package mutating func finish() {
    feed(StereoBuffer(count: held.count).span)
  }

  private func largestPeak(in samples: Span<Float>) -> Float {
    let block = 16
    var largest = peak
    for first in stride(from: Self.reach, to: samples.count - Self.reach, by: block) {
      let last = min(first + block, samples.count - Self.reach)
      var magnitude: Float = 0
      for index in (first - Self.reach)..<(last + Self.reach) { magnitude = max(magnitude, abs(samples[index])) }
      guard magnitude * largestRise > largest else { continue }
      for index in first..<last { largest = max(largest, peak(of: samples, at: index, above: largest)) }
    }
    return largest
  }

  /// The largest magnitude from sample `index` up to the next, if it can be above `known`.
  private func peak(of samples: Span<Float>, at index: Int, above known: Float) -> Float {
    var largest = abs(samples[index])
    // A band-limited wave has its highest peaks beside its highest samples.
    guard max(largest, abs(samples[index + 1])) > 0.5 * known else { return largest }
    let start = index - Self.reach + 1
    for phase in phases {
      var value: Float = 0
      for tap in 0..<2 * Self.reach { value += phase[tap] * samples[start + tap] }
      largest = max(largest, abs(value))
    }
    return largest
  }

  /// A sinc under a Hann window, for the point `fraction` of the way to the next sample.
  private static func weights(at fraction: Double) -> [Float] {
    let values = (0..<2 * reach).map { tap in
      let distance = Double(tap - reach + 1) - fraction
      let window = 0.5 + 0.5 * cos(.pi * distance / Double(reach))
      return sin(.pi * distance) / (.pi * distance) * window
    }
    let sum = values.reduce(0, +)
    return values.map { Float($0 / sum) }
  }
}
