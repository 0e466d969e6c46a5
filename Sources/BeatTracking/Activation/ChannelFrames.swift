import SignalProcessing

/// Frames of channels, one frame after the other, with silent frames around them.
struct ChannelFrames {
  let frameCount: Int
  /// Values per frame, a multiple of eight.
  let channels: Int
  /// Silent frames before the first and after the last.
  let margin: Int
  /// Shape: margin + frames + margin x channels.
  var values: [Float]

  init(frameCount: Int, channels: Int, margin: Int) {
    precondition(channels.isMultiple(of: 8), "channels are whole vectors")
    self.frameCount = frameCount
    self.channels = channels
    self.margin = margin
    values = [Float](repeating: 0, count: (frameCount + 2 * margin) * channels)
  }

  /// Where the values of the frames lie, those of the margins left out.
  var inner: Range<Int> { margin * channels..<(margin + frameCount) * channels }

  /// Applies ELU, `x` over 0 and `exp(x) - 1` under it, to every frame.
  mutating func bend() {
    let inner = self.inner
    var values = self.values.mutableSpan
    for index in stride(from: inner.lowerBound, to: inner.upperBound, by: 8) {
      values.set(elu(values.span.vector(from: index)), from: index)
    }
  }

  /// Adds frames without margins to these.
  mutating func add(_ other: ChannelFrames) {
    precondition(other.margin == 0 && other.values.count == inner.count, "frames must fit")
    let start = inner.lowerBound
    let added = other.values.span
    var values = self.values.mutableSpan
    for index in stride(from: 0, to: added.count, by: 8) {
      let sum = values.span.vector(from: start + index) + added.vector(from: index)
      values.set(sum, from: start + index)
    }
  }
}

/// `x` over 0 and `exp(x) - 1` under it.
private func elu(_ x: SIMD8<Float>) -> SIMD8<Float> {
  // Under -80 the exponential is nothing beside 1.
  let negative = x.replacing(with: 0, where: x .> 0).replacing(with: -80, where: x .< -80)
  return x.replacing(with: 0, where: x .< 0) + (negative.exponential - 1)
}
