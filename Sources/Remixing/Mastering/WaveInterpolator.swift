import Glibc
import SignalProcessing

/// The wave between samples, at some points on the way from each sample to the next.
struct WaveInterpolator: Sendable {
  /// Samples on either side of a point that its value is made of.
  let reach: Int
  /// The weights of `2 * reach` neighbours for each point.
  private let phases: [[Float]]
  /// The most that the wave can rise above the samples around it.
  let largestRise: Float

  /// - Parameters:
  ///   - fractions: The points, as parts of the way to the next sample.
  ///   - window: What the sinc is shaped by, from -1 to 1.
  init(reach: Int, fractions: [Double], window: (Double) -> Double) {
    self.reach = reach
    phases = fractions.map { fraction in
      let values = (0..<2 * reach).map { tap in
        let distance = Double(tap - reach + 1) - fraction
        return sin(.pi * distance) / (.pi * distance) * window(distance / Double(reach))
      }
      let sum = values.reduce(0, +)
      return values.map { Float($0 / sum) }
    }
    largestRise = phases.reduce(1) { max($0, $1.reduce(0) { $0 + abs($1) }) }
  }

  /// The largest magnitude at any point between the eight samples from `start` on and their successors.
  ///
  /// - Parameter samples: `reach` of them lie before `start` and behind the eighth.
  func largestMagnitude(between samples: Span<Float>, from start: Int) -> Float {
    var largest = SIMD8<Int32>()
    for phase in phases {
      let weights = phase.span
      var wave = SIMD8<Float>()
      for tap in weights.indices { wave += weights[tap] * samples.vector(from: start - reach + 1 + tap) }
      largest = largest.larger(wave.magnitudeBits)
    }
    return largest.largestMagnitude
  }
}
