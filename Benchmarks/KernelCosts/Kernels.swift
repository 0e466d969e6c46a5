import Audio
import AudioFiles
import BeatTracking
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
  static func mix(of plan: RemixPlan, source: StereoBuffer, renderer: inout SegmentRenderer) -> StereoBuffer {
    var mix = StereoBuffer(count: 0)
    for segment in 0..<plan.segmentCount {
      var part = StereoBuffer(count: plan.range(ofSegment: segment).count)
      var slot = part.mutableSpan
      renderer.render(segment: segment, source: source.span).sum(into: &slot)
      mix.append(part)
    }
    return mix
  }
}

/// What brings a mix to its loudness and holds its peaks.
enum MasterKernel {
  private static let ceilingDB = -2.0
  private static let targetLUFS = -14.0

  /// The gain after one look at the mix and one at the mastered mix.
  static func gainDB(of mix: StereoBuffer, plan: RemixPlan) -> Double {
    let first = LoudnessGoal.gainDB(
      unlimitedPowers: powers(of: mix, plan: plan, master: nil).span, target: targetLUFS, compression: BusCompression())
    let limited = powers(of: mix, plan: plan, master: master(gainDB: first))
    return LoudnessGoal.correctedGainDB(first, limitedPowers: limited.span, target: targetLUFS)
  }

  static func master(gainDB: Double) -> Master {
    Master(
      gainDB: gainDB, truePeakCeilingDB: ceilingDB, compression: BusCompression(), targetLUFS: targetLUFS)
  }

  static func limited(_ mix: StereoBuffer, plan: RemixPlan, master: Master) -> StereoBuffer {
    var limited = StereoBuffer(count: 0)
    for segment in 0..<plan.segmentCount {
      let range = plan.range(ofSegment: segment)
      var part = StereoBuffer(count: range.count)
      var slot = part.mutableSpan
      master.process(mix.span, range: range, into: &slot)
      limited.append(part)
    }
    return limited
  }

  /// The highest peak of what was made, as it is looked for in the decoded MP3.
  static func peak(of sound: StereoBuffer) -> Float {
    var meter = TruePeakMeter(above: Float(Decibels.gain(fromDB: ceilingDB)))
    meter.feed(sound.span)
    meter.finish()
    return meter.peak
  }

  private static func powers(of mix: StereoBuffer, plan: RemixPlan, master: Master?) -> [Float] {
    let relief: [Float] = []
    return (0..<plan.segmentCount).flatMap {
      LoudnessGoal.powers(of: mix.span, segment: $0, of: plan, master: master, relief: relief.span)
    }
  }
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

  static func join(_ encoded: [EncodedPiece], pieces: MP3Pieces) -> Bool {
    var joiner = MP3Joiner(pieces: pieces)
    var bytes: [UInt8] = []
    let fits = encoded.allSatisfy { joiner.append($0, into: &bytes) }
    guard fits, let last = encoded.last else { return false }
    return joiner.finish(last) != nil
  }
}

extension StereoBuffer {
  fileprivate mutating func append(_ part: StereoBuffer) {
    left += part.left
    right += part.right
  }
}
