import Glibc
import SignalProcessing

/// The values halfway between samples, which double and halve the sample rate.
///
/// A halfband low-pass has one tap in its middle and otherwise only odd ones (Vaidyanathan, "Multirate Systems and
/// Filter Banks", 1993, section 4.6): doubling the rate keeps every sample and computes the ones in between, halving it
/// takes the mean of a sample and what lies between its neighbours. The taps are a sinc under a Kaiser window.
struct HalfbandFilter: Sendable {
  /// The weights of the samples on either side, from half a sample away on; they sum to one half.
  private let weights: [Float]

  /// - Parameters:
  ///   - reach: Samples taken in on either side; the transition gets narrower with more of them.
  ///   - beta: Of the Kaiser window; 6.5 keeps the stop band 68 dB down.
  init(reach: Int, beta: Double) {
    let plain = (0..<reach).map { index in
      let distance = Double(index) + 0.5
      let place = distance / Double(reach)
      return sin(.pi * distance) / (.pi * distance) * Kaiser.window(at: place, beta: beta)
    }
    let sum = plain.reduce(0, +)
    weights = plain.map { Float(0.5 * $0 / sum) }
  }

  /// Overwrites every `output[n]` with what lies between `samples[n + shift]` and `samples[n + shift + 1]`.
  ///
  /// Outside of `samples` there is silence. Each value is the same sum in the same order wherever it lies.
  ///
  /// - Parameter shift: 0 or -1.
  func midpoints(of samples: [Float], shift: Int = 0, into output: inout [Float]) {
    precondition(output.count == samples.count, "as many midpoints as samples")
    var span = output.mutableSpan
    midpoints(of: samples.span, shift: shift, into: &span)
  }

  private func midpoints(of samples: Span<Float>, shift: Int, into output: inout MutableSpan<Float>) {
    precondition(shift == 0 || shift == -1, "the edges are as wide as these shifts need")
    let (weights, reach) = (weights.span, weights.count)
    let inside = min(reach, output.count)..<max(output.count - reach - 16, min(reach, output.count))
    var index = 0
    while index < output.count {
      guard inside.contains(index) else {
        output[index] = edge(of: samples, at: index + shift)
        index += 1
        continue
      }
      // Two sums at a time, since each alone would wait for itself.
      var sums = (SIMD8<Float>(), SIMD8<Float>())
      for tap in 0..<reach {
        // At least `reach` samples lie before the inside and `reach` + 16 after it.
        let (left, right) = (index + shift - tap, index + shift + 1 + tap)
        sums.0 += unsafe weights[unchecked: tap] * (samples.vector(unchecked: left) + samples.vector(unchecked: right))
        sums.1 +=
          unsafe weights[unchecked: tap] * (samples.vector(unchecked: left + 8) + samples.vector(unchecked: right + 8))
      }
      output.set(sums.0, from: index)
      output.set(sums.1, from: index + 8)
      index += 16
    }
  }

  private func edge(of samples: Span<Float>, at index: Int) -> Float {
    var sum: Float = 0
    for tap in weights.indices {
      let (left, right) = (index - tap, index + 1 + tap)
      let first = samples.indices.contains(left) ? samples[left] : 0
      let second = samples.indices.contains(right) ? samples[right] : 0
      sum += weights[tap] * (first + second)
    }
    return sum
  }
}
