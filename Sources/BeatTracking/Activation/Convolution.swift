/// Frames of channels, eight channels to a vector, one frame after the other, with silent frames around them.
struct ChannelFrames {
  let frameCount: Int
  /// Vectors per frame.
  let groups: Int
  /// Silent frames before the first and after the last.
  let margin: Int
  var vectors: [SIMD8<Float>]

  init(frameCount: Int, groups: Int, margin: Int) {
    self.frameCount = frameCount
    self.groups = groups
    self.margin = margin
    vectors = [SIMD8<Float>](repeating: .zero, count: (frameCount + 2 * margin) * groups)
  }

  /// The vector of `group` in `frame`.
  subscript(frame: Int, group: Int) -> SIMD8<Float> {
    get { vectors[(frame + margin) * groups + group] }
    set { vectors[(frame + margin) * groups + group] = newValue }
  }

  /// Applies ELU, `x` over 0 and `exp(x) - 1` under it, to every frame.
  mutating func bend() {
    for index in margin * groups..<(margin + frameCount) * groups { vectors[index] = elu(vectors[index]) }
  }
}

/// A convolution over time with all channels of each tap.
///
/// Every output is summed in one order, taps then channels, whatever else is computed with it.
struct Convolution {
  /// Frames that are computed together; there are never fewer.
  static let block = 4

  let inputGroups: Int
  let outputGroups: Int
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
    inputGroups = inputs / 8
    outputGroups = outputs / 8
    self.taps = taps
    self.dilation = dilation
    self.stride = stride
    weights = source.vectors(outputGroups * taps * inputs)
    biases = source.vectors(outputGroups)
  }

  /// Silent frames that the input needs around it.
  var reach: Int { stride > 1 ? 0 : taps / 2 * dilation }

  /// - Parameters:
  ///   - input: At least `reach` margin.
  ///   - output: Frames of `outputGroups`, of which all inner ones are written.
  func apply(to input: ChannelFrames, into output: inout ChannelFrames) {
    precondition(input.groups == inputGroups && output.groups == outputGroups, "channels must fit")
    precondition(input.margin >= reach && input.frameCount >= output.frameCount * stride, "frames must fit")
    precondition(output.frameCount >= Self.block, "too few frames")
    let vectors = input.vectors.span
    for next in Swift.stride(from: 0, to: output.frameCount, by: Self.block) {
      // The last block overlaps the one before it, and computes the same again.
      let first = min(next, output.frameCount - Self.block)
      let start = (first * stride + input.margin - reach) * inputGroups
      for group in 0..<outputGroups {
        let sums = four(group, of: vectors, from: start)
        output[first, group] = sums.0
        output[first + 1, group] = sums.1
        output[first + 2, group] = sums.2
        output[first + 3, group] = sums.3
      }
    }
  }

  /// Eight outputs in four frames.
  private func four(
    _ group: Int, of input: Span<SIMD8<Float>>, from start: Int
  ) -> (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>) {
    let step = stride * inputGroups
    let weights = self.weights.span
    var (sum0, sum1, sum2, sum3) = (biases[group], biases[group], biases[group], biases[group])
    var weight = group * taps * inputGroups * 8
    for tap in 0..<taps {
      let first = start + tap * dilation * inputGroups
      for part in first..<first + inputGroups {
        let (x0, x1, x2, x3) = (input[part], input[part + step], input[part + 2 * step], input[part + 3 * step])
        for lane in 0..<8 {
          let factors = weights[weight + lane]
          sum0 += factors * x0[lane]
          sum1 += factors * x1[lane]
          sum2 += factors * x2[lane]
          sum3 += factors * x3[lane]
        }
        weight += 8
      }
    }
    return (sum0, sum1, sum2, sum3)
  }
}
