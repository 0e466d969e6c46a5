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
  /// The most that the wave can leave the straight lines between samples, where second differences around it are 1.
  let largestBend: Float

  /// - Parameters:
  ///   - fractions: The points, as parts of the way to the next sample.
  ///   - window: What the sinc is shaped by, from -1 to 1.
  init(reach: Int, fractions: [Double], window: (Double) -> Double) {
    self.reach = reach
    let weights = fractions.map { fraction in
      let values = (0..<2 * reach).map { tap in
        let distance = Double(tap - reach + 1) - fraction
        return sin(.pi * distance) / (.pi * distance) * window(distance / Double(reach))
      }
      let sum = values.reduce(0, +)
      return values.map { $0 / sum }
    }
    phases = weights.map { $0.map { Float($0) } }
    largestRise = phases.reduce(1) { max($0, $1.reduce(0) { $0 + abs($1) }) }
    largestBend = Float(weights.reduce(0) { max($0, Self.bend(of: $1, reach: reach)) })
  }

  /// How far from the straight line between its two samples a point lies at most.
  ///
  /// What the weights have beyond those of the line's point with the same centre of gravity adds up to nothing, and so do
  /// its sums: summed twice, it is the weights of second differences.
  private static func bend(of weights: [Double], reach: Int) -> Double {
    let centre = weights.indices.reduce(0) { $0 + weights[$1] * Double($1 - reach + 1) }
    var rest = weights
    rest[reach - 1] -= 1 - centre
    rest[reach] -= centre
    var (sum, sumOfSums, bend) = (0.0, 0.0, 0.0)
    for weight in rest {
      sum += weight
      sumOfSums += sum
      bend += abs(sumOfSums)
    }
    return bend
  }

  /// The largest magnitude at any point between the eight samples from `start` on and their successors.
  ///
  /// - Parameter samples: `reach` of them lie before `start` and behind the eighth.
  func largestMagnitude(between samples: Span<Float>, from start: Int) -> Float {
    precondition(start >= reach && samples.count - start >= reach + 8, "the samples that count must be there")
    var largest = SIMD8<Float>()
    for phase in phases {
      let weights = phase.span
      var wave = SIMD8<Float>()
      for tap in weights.indices {
        wave += unsafe weights[unchecked: tap] * samples.vector(unchecked: start &- reach &+ 1 &+ tap)
      }
      largest = largest.larger(wave.magnitude)
    }
    return largest.largest
  }
}
