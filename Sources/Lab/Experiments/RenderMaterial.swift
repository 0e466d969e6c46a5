import Audio
import BeatTracking
import Fixtures
import Remixing
import SharedMemory
import SignalProcessing
import Synthesis
import SystemPackage

/// All that rendering a remix needs, and the mix that comes of it.
struct RenderMaterial {
  private let song: StereoBuffer
  private let instruments: RemixInstruments
  private let drums: StereoBuffer
  let plan: RemixPlan

  /// Hears the song and plans its remix, as the program's workers and supervisor do.
  ///
  /// - Parameter path: `nil` for the demo song, which is made on the spot.
  init(song path: FilePath?) throws(LabFailure) {
    let song: StereoBuffer
    do {
      song = try path.map { try FixtureFile.decoded($0.string) } ?? DemoSong.rendered()
    } catch {
      throw .song(reason: "\(error)")
    }
    var extractor = FeatureExtractor()
    let frames = 0..<FeatureExtractor.frameCount(forSamples: song.count)
    var features = [Float](repeating: 0, count: frames.count * FeatureExtractor.floatsPerFrame)
    var featureSpan = features.mutableSpan
    extractor.extract(from: song.span, frames: frames, into: &featureSpan)
    let blocks = 0..<Loudness.blockCount(forSamples: song.count)
    var powers = [Float](repeating: 0, count: blocks.count)
    var powerSpan = powers.mutableSpan
    Loudness.gatingBlockPowers(of: song.span, blocks: blocks, into: &powerSpan)
    let analysis = SongAnalysis(features: features.span, gatingBlockPowers: powers.span, source: song.span)
    plan = RemixPlan(analysis: analysis, options: RemixOptions())
    instruments = RemixInstruments(for: plan)
    drums = instruments.kit.makeAll()
    self.song = song
  }

  /// What a worker keeps from one segment to the next.
  func renderer() -> SegmentRenderer { SegmentRenderer(plan: plan, instruments: instruments) }

  /// Renders segments into their places of `mix`.
  func render(_ segments: Range<Int>, with renderer: inout SegmentRenderer, into mix: SharedMix) {
    for segment in segments {
      let range = plan.range(ofSegment: segment)
      var sum = StereoBuffer(count: range.count)
      var span = sum.mutableSpan
      renderer.render(segment: segment, source: song.span, drums: drums.span).sum(into: &span)
      mix.put(sum, at: range.lowerBound)
    }
  }
}

/// Two channels in shared memory.
struct SharedMix {
  private let left: SharedArray<Float>
  private let right: SharedArray<Float>

  init(sampleCount: Int) throws(SharedMemoryError) {
    left = try SharedArray(named: "lab-mix", count: sampleCount)
    right = try SharedArray(named: "lab-mix", count: sampleCount)
  }

  func put(_ sound: StereoBuffer, at start: Int) {
    var leftSlot = left.slot(start..<start + sound.count)
    var rightSlot = right.slot(start..<start + sound.count)
    for index in 0..<sound.count {
      leftSlot[index] = sound.left[index]
      rightSlot[index] = sound.right[index]
    }
  }

  /// A fingerprint of all samples.
  var checksum: UInt64 { left.checksum(of: 0..<left.count) ^ right.checksum(of: 0..<right.count).byteSwapped }
}
