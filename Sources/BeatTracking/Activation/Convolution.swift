import SignalProcessing

/// A convolution over time with all channels of each tap.
///
/// Every output is summed in one order, taps then channels, whatever else is computed with it.
struct Convolution {
  /// Frames that are computed together; there are never fewer.
  static let block = 4

  let inputs: Int
  let outputs: Int
  let taps: Int
  /// Input frames from one tap to the next.
  let dilation: Int
  /// Input frames from one output frame to the next.
  let stride: Int
  /// Shape: output groups x taps x inputs, a vector of eight outputs each.
  private let weights: [SIMD8<Float>]
  private let biases: [SIMD8<Float>]

  /// Takes the next weights of `source`: outputs in eights; of each eight all taps, of each tap all inputs; then biases.
  init(
    inputs: Int, outputs: Int, taps: Int, dilation: Int = 1, stride: Int = 1, from source: inout NetworkWeights
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.taps = taps
    self.dilation = dilation
    self.stride = stride
    weights = source.vectors(outputs / 8 * taps * inputs)
    biases = source.vectors(outputs / 8)
  }

  /// Silent frames that the input needs around it.
  var reach: Int { stride > 1 ? 0 : taps / 2 * dilation }

  /// Computes the output's `frames`, and up to three beside them if they are fewer than a block.
  ///
  /// - Parameters:
  ///   - input: At least `reach` margin.
  ///   - output: Frames of `outputs` channels.
  func apply(to input: ChannelFrames, into output: inout ChannelFrames, frames: Range<Int>) {
    precondition(input.channels == inputs && output.channels == outputs, "channels must fit")
    precondition(input.margin >= reach && input.frameCount >= output.frameCount * stride, "frames must fit")
    precondition(frames.upperBound <= output.frameCount && output.frameCount >= Self.block, "too few frames")
    let values = input.values.span
    let margin = output.margin
    var written = output.values.mutableSpan
    for next in Swift.stride(from: frames.lowerBound, to: frames.upperBound, by: Self.block) {
      // The last block overlaps the one before it, and computes the same again.
      let first = max(min(next, frames.upperBound - Self.block), 0)
      let start = (first * stride + input.margin - reach) * inputs
      for group in 0..<outputs / 8 {
        let sums = four(group, of: values, from: start)
        let place = (margin + first) * outputs + 8 * group
        written.set(sums.0, from: place)
        written.set(sums.1, from: place + outputs)
        written.set(sums.2, from: place + 2 * outputs)
        written.set(sums.3, from: place + 3 * outputs)
      }
    }
  }

  /// Eight outputs in four frames.
  private func four(
    _ group: Int, of values: Span<Float>, from start: Int
  ) -> (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>) {
    let step = stride * inputs
    var (sum0, sum1, sum2, sum3) = (biases[group], biases[group], biases[group], biases[group])
    for tap in 0..<taps {
      let factors = weights.span.extracting((group * taps + tap) * inputs..<(group * taps + tap + 1) * inputs)
      // Each a frame's inputs, so that no index needs to be checked below.
      let first = start + tap * dilation * inputs
      let x0 = values.extracting(first..<first + inputs)
      let x1 = values.extracting(first + step..<first + step + inputs)
      let x2 = values.extracting(first + 2 * step..<first + 2 * step + inputs)
      let x3 = values.extracting(first + 3 * step..<first + 3 * step + inputs)
      for input in 0..<inputs {
        let factor = unsafe factors[unchecked: input]
        sum0 += unsafe factor * x0[unchecked: input]
        sum1 += unsafe factor * x1[unchecked: input]
        sum2 += unsafe factor * x2[unchecked: input]
        sum3 += unsafe factor * x3[unchecked: input]
      }
    }
    return (sum0, sum1, sum2, sum3)
  }
}
