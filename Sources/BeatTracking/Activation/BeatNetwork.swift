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

  /// What the network answers, for some slow frames.
  struct Output {
    /// Beat and downbeat as log odds in the first two of eight values, for each of `pool` times as many frames.
    let beats: [Float]
    /// The log of a measure of each tempo class, `tempoClassCount` values for each slow frame.
    let tempi: [Float]
  }

  /// Slow frames on either side that decide one: those that the blocks reach, one of the head and one of the stem.
  private static let view = dilations.reduce(2) { $0 + 2 * $1 }

  /// The slow frames that a song of `frameCount` frames has for the network, which computes some at a time.
  static func slowFrameCount(forFrames frameCount: Int) -> Int {
    max((frameCount + pool - 1) / pool, Convolution.block)
  }

  /// Answers for the slow frames `rows`: the same as if all of the song's were computed.
  ///
  /// - Parameter features: Those of the whole song.
  func output(ofRows rows: Range<Int>, features: Span<Float>, scale: NetworkScale) -> Output {
    let frameCount = features.count / FeatureLayout.floatsPerFrame
    let all = 0..<Self.slowFrameCount(forFrames: frameCount)
    precondition(all.contains(rows), "the rows must exist")
    let seen = max(rows.lowerBound - Self.view, 0)..<min(rows.upperBound + Self.view, all.upperBound)
    let known = seen.lowerBound * Self.pool..<min(seen.upperBound * Self.pool, frameCount)
    // From here on rows are counted from the first one seen.
    let wanted = rows.lowerBound - seen.lowerBound..<rows.upperBound - seen.lowerBound
    let near = Self.grown(wanted, by: 1, within: seen.count)
    let fine = stemOutput(of: NetworkInput(known, of: features, scale: scale), rowCount: seen.count)
    let slow = coreOutput(of: fine, rows: near)
    let beats = headOutput(of: fine, slow: slow, near: near, rows: wanted)
    var tempi = ChannelFrames(frameCount: seen.count, channels: tempo.outputs, margin: 0)
    tempo.apply(to: slow, into: &tempi, frames: wanted)
    return Output(
      beats: Array(beats.values[beats.place(of: Self.fine(wanted))]),
      tempi: Array(tempi.values[tempi.place(of: wanted)]))
  }

  private static func grown(_ rows: Range<Int>, by count: Int, within limit: Int) -> Range<Int> {
    max(rows.lowerBound - count, 0)..<min(rows.upperBound + count, limit)
  }

  private static func fine(_ rows: Range<Int>) -> Range<Int> { rows.lowerBound * pool..<rows.upperBound * pool }

  private func stemOutput(of input: NetworkInput, rowCount: Int) -> ChannelFrames {
    let frames = 0..<rowCount * Self.pool
    var heard = ChannelFrames(frameCount: frames.count, channels: NetworkInput.width, margin: stem[0].reach)
    let start = heard.place(of: frames).lowerBound
    heard.values.replaceSubrange(start..<start + input.values.count, with: input.values)
    var middle = ChannelFrames(frameCount: frames.count, channels: stem[0].outputs, margin: stem[1].reach)
    stem[0].apply(to: heard, into: &middle, frames: frames)
    middle.bend(frames)
    var output = ChannelFrames(frameCount: frames.count, channels: stem[1].outputs, margin: head[0].reach)
    stem[1].apply(to: middle, into: &output, frames: frames)
    output.bend(frames)
    return output
  }

  /// Computes `rows`, and of each block as many more as the blocks after it reach.
  private func coreOutput(of fine: ChannelFrames, rows: Range<Int>) -> ChannelFrames {
    let count = fine.frameCount / Self.pool
    let margin = blocks.map(\.taps.reach).max() ?? 0
    var slow = ChannelFrames(frameCount: count, channels: down.outputs, margin: margin)
    down.apply(to: fine, into: &slow, frames: 0..<count)
    slow.bend(0..<count)
    var bent = ChannelFrames(frameCount: count, channels: slow.channels, margin: 0)
    var added = bent
    var reach = blocks.reduce(0) { $0 + $1.taps.reach }
    for block in blocks {
      reach -= block.taps.reach
      let needed = Self.grown(rows, by: reach, within: count)
      block.taps.apply(to: slow, into: &bent, frames: needed)
      bent.bend(needed)
      block.mix.apply(to: bent, into: &added, frames: needed)
      slow.add(added, needed)
    }
    slow.bend(rows)
    return slow
  }

  /// Computes `rows`, from the stem's and the core's output in the rows `near` them.
  private func headOutput(
    of fine: ChannelFrames, slow: ChannelFrames, near: Range<Int>, rows: Range<Int>
  ) -> ChannelFrames {
    var raised = ChannelFrames(frameCount: slow.frameCount, channels: up.outputs, margin: 0)
    up.apply(to: slow, into: &raised, frames: near)
    // Each slow frame holds the channels of its fine ones, one after the other.
    var joined = fine
    joined.add(raised.reshaped(channels: fine.channels), Self.fine(near))
    joined.bend(Self.fine(near))
    var mixed = ChannelFrames(frameCount: fine.frameCount, channels: head[0].outputs, margin: 0)
    head[0].apply(to: joined, into: &mixed, frames: Self.fine(rows))
    mixed.bend(Self.fine(rows))
    var beats = ChannelFrames(frameCount: fine.frameCount, channels: head[1].outputs, margin: 0)
    head[1].apply(to: mixed, into: &beats, frames: Self.fine(rows))
    return beats
  }
}
