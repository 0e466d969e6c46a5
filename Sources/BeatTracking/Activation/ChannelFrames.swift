import SignalProcessing

/// Frames of channels, one frame after the other, with silent frames around them.
struct ChannelFrames {
  private(set) var frameCount: Int
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

  /// Where the values of `frames` lie.
  func place(of frames: Range<Int>) -> Range<Int> {
    precondition(frames.lowerBound >= 0 && frames.upperBound <= frameCount, "frames must exist")
    return (margin + frames.lowerBound) * channels..<(margin + frames.upperBound) * channels
  }

  /// Applies ELU, `x` over 0 and `exp(x) - 1` under it, to `frames`.
  mutating func bend(_ frames: Range<Int>) {
    let place = place(of: frames)
    var values = self.values.mutableSpan
    for index in stride(from: place.lowerBound, to: place.upperBound, by: 8) {
      values.set(elu(values.span.vector(from: index)), from: index)
    }
  }

  /// Adds `frames` of `other` to these.
  mutating func add(_ other: ChannelFrames, _ frames: Range<Int>) {
    precondition(other.channels == channels, "channels must fit")
    let place = place(of: frames)
    let added = other.values.span.extracting(other.place(of: frames))
    var values = self.values.mutableSpan
    for index in stride(from: 0, to: added.count, by: 8) {
      let sum = values.span.vector(from: place.lowerBound + index) + added.vector(from: index)
      values.set(sum, from: place.lowerBound + index)
    }
  }

  /// The same values as frames of another number of channels; there are no margins.
  consuming func reshaped(channels: Int) -> ChannelFrames {
    precondition(margin == 0 && values.count.isMultiple(of: channels), "values must fit")
    var reshaped = ChannelFrames(frameCount: 0, channels: channels, margin: 0)
    reshaped.frameCount = values.count / channels
    reshaped.values = values
    return reshaped
  }
}

/// `x` over 0 and `exp(x) - 1` under it.
private func elu(_ x: SIMD8<Float>) -> SIMD8<Float> {
  // Under -80 the exponential is nothing beside 1.
  let negative = x.replacing(with: 0, where: x .> 0).replacing(with: -80, where: x .< -80)
  return x.replacing(with: 0, where: x .< 0) + (negative.exponential - 1)
}
