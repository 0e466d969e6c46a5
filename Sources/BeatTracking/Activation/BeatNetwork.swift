import SignalProcessing

/// A small temporal convolution network that hears beats and downbeats.
///
/// A stem at 100 frames a second, eight blocks of widening dilation at 25 frames a second that see 20 seconds to either
/// side, and a head at 100 frames again (after Davies and Boeck 2019, and Boeck and Davies 2020). The same as
/// `Training/network/model.py`, which trains its weights.
struct BeatNetwork {
  private static let stemChannels = 24
  private static let coreChannels = 48
  /// Fine frames per slow frame.
  static let pool = 4
  /// Classes of tempo: `tempoClassesPerOctave` to the octave from `lowestTempo` beats per minute on.
  static let tempoClassCount = 48
  static let tempoClassesPerOctave = 18.0
  static let lowestTempo = 40.0
  private static let dilations = [1, 2, 4, 8, 16, 32, 64, 128]

  private let stem: [Convolution]
  private let down: Convolution
  private let blocks: [(taps: Convolution, mix: Convolution)]
  private let up: Convolution
  private let head: [Convolution]
  private let tempo: Convolution

  init() {
    var weights = NetworkWeights()
    let (fine, slow) = (Self.stemChannels, Self.coreChannels)
    stem = [
      Convolution(inputs: NetworkInput.width, outputs: fine, taps: 5, from: &weights),
      Convolution(inputs: fine, outputs: fine, taps: 5, from: &weights),
    ]
    down = Convolution(inputs: fine, outputs: slow, taps: Self.pool, stride: Self.pool, from: &weights)
    var blocks: [(taps: Convolution, mix: Convolution)] = []
    for dilation in Self.dilations {
      let taps = Convolution(inputs: slow, outputs: slow, taps: 5, dilation: dilation, from: &weights)
      blocks.append((taps, Convolution(inputs: slow, outputs: slow, taps: 1, from: &weights)))
    }
    self.blocks = blocks
    up = Convolution(inputs: slow, outputs: fine * Self.pool, taps: 1, from: &weights)
    // Of the last one's eight outputs two are used.
    head = [
      Convolution(inputs: fine, outputs: fine, taps: 5, from: &weights),
      Convolution(inputs: fine, outputs: 8, taps: 1, from: &weights),
    ]
    tempo = Convolution(inputs: slow, outputs: Self.tempoClassCount, taps: 1, from: &weights)
    precondition(weights.isEmpty, "the weights must fit the network")
  }

  /// What the network answers.
  struct Output {
    /// Beat and downbeat as log odds in the first two lanes, a vector for each frame.
    var beats: [SIMD8<Float>] = []
    /// The log of a measure of each tempo class, `tempoClassCount` values for each slow frame.
    var tempi: [Float] = []
  }

  /// Frames that are computed at a time, and how many more on either side decide them.
  static let blockLength = 30_000
  private static let viewLength = 2_100

  /// Computes long songs in blocks; the values are those of the song in one piece.
  ///
  /// - Parameter blockLength: Frames of a block, a multiple of `pool`.
  func output(of input: NetworkInput, blockLength: Int) -> Output {
    precondition(blockLength.isMultiple(of: Self.pool) && blockLength > 0, "blocks are whole slow frames")
    var all = Output()
    for start in stride(from: 0, to: input.frameCount, by: blockLength) {
      let end = min(start + blockLength, input.frameCount)
      let seen = max(start - Self.viewLength, 0)..<min(end + Self.viewLength, input.frameCount)
      let part = output(of: input, frames: seen)
      all.beats += part.beats[start - seen.lowerBound..<end - seen.lowerBound]
      let slow = (start - seen.lowerBound) / Self.pool..<(end - seen.lowerBound + Self.pool - 1) / Self.pool
      all.tempi += part.tempi[slow.lowerBound * Self.tempoClassCount..<slow.upperBound * Self.tempoClassCount]
    }
    return all
  }

  private func output(of input: NetworkInput, frames: Range<Int>) -> Output {
    let slowCount = max((frames.count + Self.pool - 1) / Self.pool, Convolution.block)
    let fine = stemOutput(of: input, frames: frames, paddedCount: slowCount * Self.pool)
    let slow = coreOutput(of: fine, frameCount: slowCount)
    var raised = ChannelFrames(frameCount: slowCount, channels: up.outputs, margin: 0)
    up.apply(to: slow, into: &raised)
    // Each slow frame holds the channels of its fine ones, one after the other.
    var joined = fine
    joined.add(raised)
    joined.bend()
    var mixed = ChannelFrames(frameCount: fine.frameCount, channels: head[0].outputs, margin: 0)
    head[0].apply(to: joined, into: &mixed)
    mixed.bend()
    var beats = ChannelFrames(frameCount: fine.frameCount, channels: head[1].outputs, margin: 0)
    head[1].apply(to: mixed, into: &beats)
    var tempi = ChannelFrames(frameCount: slowCount, channels: tempo.outputs, margin: 0)
    tempo.apply(to: slow, into: &tempi)
    let found = beats.values.span
    return Output(beats: (0..<frames.count).map { found.vector(from: 8 * $0) }, tempi: tempi.values)
  }

  private func stemOutput(of input: NetworkInput, frames: Range<Int>, paddedCount frameCount: Int) -> ChannelFrames {
    var heard = ChannelFrames(frameCount: frameCount, channels: NetworkInput.width, margin: stem[0].reach)
    let known = frames.lowerBound * NetworkInput.width..<frames.upperBound * NetworkInput.width
    let start = heard.inner.lowerBound
    heard.values.replaceSubrange(start..<start + known.count, with: input.values[known])
    var middle = ChannelFrames(frameCount: frameCount, channels: stem[0].outputs, margin: stem[1].reach)
    stem[0].apply(to: heard, into: &middle)
    middle.bend()
    var output = ChannelFrames(frameCount: frameCount, channels: stem[1].outputs, margin: head[0].reach)
    stem[1].apply(to: middle, into: &output)
    output.bend()
    return output
  }

  private func coreOutput(of fine: ChannelFrames, frameCount: Int) -> ChannelFrames {
    let margin = blocks.map(\.taps.reach).max() ?? 0
    var slow = ChannelFrames(frameCount: frameCount, channels: down.outputs, margin: margin)
    down.apply(to: fine, into: &slow)
    slow.bend()
    var bent = ChannelFrames(frameCount: frameCount, channels: slow.channels, margin: 0)
    var added = bent
    for block in blocks {
      block.taps.apply(to: slow, into: &bent)
      bent.bend()
      block.mix.apply(to: bent, into: &added)
      slow.add(added)
    }
    slow.bend()
    return slow
  }
}
