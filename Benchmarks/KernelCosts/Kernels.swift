import Audio
import AudioFiles
import BeatTracking
import Processes
import Remixing
import SignalProcessing

/// What a worker does while the supervisor listens.
enum FeatureKernel {
  static func features(of song: StereoBuffer) -> [Float] {
    var extractor = FeatureExtractor()
    let frames = 0..<FeatureExtractor.frameCount(forSamples: song.count)
    var features = [Float](repeating: 0, count: frames.count * FeatureExtractor.floatsPerFrame)
    var span = features.mutableSpan
    extractor.extract(from: song.span, frames: frames, into: &span)
    return features
  }

  static func gatingBlockPowers(of song: StereoBuffer) -> [Float] {
    let blocks = 0..<Loudness.blockCount(forSamples: song.count)
    var powers = [Float](repeating: 0, count: blocks.count)
    var span = powers.mutableSpan
    Loudness.gatingBlockPowers(of: song.span, blocks: blocks, into: &span)
    return powers
  }
}

/// The sum of all segments of a remix.
enum RenderKernel {
  static func mix(
    of plan: RemixPlan, source: StereoBuffer, instruments: RemixInstruments, drums: StereoBuffer
  ) -> StereoBuffer {
    var renderer = SegmentRenderer(plan: plan, instruments: instruments)
    var mix = StereoBuffer(count: 0)
    for segment in 0..<plan.segmentCount {
      var part = StereoBuffer(count: plan.range(ofSegment: segment).count)
      var slot = part.mutableSpan
      renderer.render(segment: segment, source: source.span, drums: drums.span).sum(into: &slot)
      mix.append(part)
    }
    return mix
  }
}

/// What brings a mix to its loudness and holds its peaks.
enum MasterKernel {
  private static let ceilingDB = -2.0
  private static let targetLUFS = -14.0
  /// Without relief, as in the first encoding of every remix.
  private static let relief: [Float] = []

  static func levels(of mix: StereoBuffer) -> KernelLevels {
    // As locals: the spans of one value's parts exclude each other.
    var weighted = [Float](repeating: 0, count: BlockEnergies.blockCount(forSamples: mix.count))
    var aboveBass = weighted
    var peaks = [Float](repeating: 0, count: LevelProfile.peakCount(forSamples: mix.count))
    var weightedSpan = weighted.mutableSpan
    var aboveBassSpan = aboveBass.mutableSpan
    BlockEnergies.measure(mix.span, samples: 0..<mix.count, weighted: &weightedSpan, aboveBass: &aboveBassSpan)
    var peakSpan = peaks.mutableSpan
    LevelProfile.measurePeaks(of: mix.span, range: 0..<mix.count, into: &peakSpan)
    return KernelLevels(sampleCount: mix.count, weighted: weighted, aboveBass: aboveBass, peaks: peaks)
  }

  static func gains(for levels: KernelLevels) -> [Float] {
    let search = GainSearch(truePeakCeilingDB: ceilingDB, compression: BusCompression(), targetLUFS: targetLUFS)
    let (weighted, aboveBass, peaks, relief) = (levels.weighted, levels.aboveBass, levels.peaks, relief)
    let profile = LevelProfile(
      sampleCount: levels.sampleCount, weighted: weighted.span, aboveBass: aboveBass.span, peaks: peaks.span)
    return search.gains(for: profile, loudness: targetLUFS, relief: relief.span).gains
  }

  static func mastered(_ mix: StereoBuffer, plan: RemixPlan, levels: KernelLevels, gains: [Float]) -> StereoBuffer {
    let master = Master(truePeakCeilingDB: ceilingDB, targetLUFS: targetLUFS)
    let (peaks, relief) = (levels.peaks, relief)
    var mastered = StereoBuffer(count: 0)
    for segment in 0..<plan.segmentCount {
      let range = plan.range(ofSegment: segment)
      var part = StereoBuffer(count: range.count)
      var slot = part.mutableSpan
      master.process(
        mix.span, range: range, peaks: peaks.span, gains: gains.span, relief: relief.span, into: &slot)
      mastered.append(part)
    }
    return mastered
  }

  /// How many blocks have peaks above the ceiling, as they are looked for in the decoded MP3.
  static func peakCount(in sound: StereoBuffer) -> Int {
    let meter = TruePeakMeter(above: Float(Decibels.gain(fromDB: ceilingDB)))
    let starts = stride(from: 0, to: sound.count, by: PeakRelief.blockLength)
    return starts.count { start in
      meter.peak(of: sound.span, in: start..<min(start + PeakRelief.blockLength, sound.count)) != nil
    }
  }
}

/// The levels of a mix, block by block.
struct KernelLevels {
  let sampleCount: Int
  let weighted: [Float]
  let aboveBass: [Float]
  let peaks: [Float]
}

/// The encoder, and the joining of what it made.
enum PieceKernel {
  static func encoded(_ sound: StereoBuffer, pieces: MP3Pieces) throws -> [EncodedPiece] {
    try (0..<pieces.count).map { piece in
      try pieces.encode(piece: piece) { range in
        StereoBuffer(left: Array(sound.left[range]), right: Array(sound.right[range]))
      }
    }
  }

  /// Whether the pieces fit and become a stream.
  static func join(_ encoded: [EncodedPiece], pieces: MP3Pieces) throws -> Bool {
    let joiner = MP3Joiner(pieces: pieces)
    guard encoded.allSatisfy({ joiner.append($0) }) else { return false }
    let file = try FileSystem.createInMemory("kernel-costs")
    return try JoinedMP3Writer(descriptor: file.number, pieces: pieces, tags: nil).finish(joiner)
  }
}

extension StereoBuffer {
  fileprivate mutating func append(_ part: StereoBuffer) {
    left += part.left
    right += part.right
  }
}
