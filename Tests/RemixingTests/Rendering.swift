import Audio
import Remixing
import Synthesis

/// Renders for tests.
enum Rendering {
  static func whole(_ plan: RemixPlan, of song: StereoBuffer) -> StereoBuffer {
    var mix = StereoBuffer(count: 0)
    forEachSegment(of: plan, song: song) { buses in append(sum(buses), to: &mix) }
    return mix
  }

  /// One group of the whole remix.
  static func bus(_ bus: MixBus, of plan: RemixPlan, song: StereoBuffer) -> StereoBuffer {
    var mix = StereoBuffer(count: 0)
    forEachSegment(of: plan, song: song) { buses in append(buses[bus], to: &mix) }
    return mix
  }

  static func segment(_ index: Int, of plan: RemixPlan, song: StereoBuffer) -> MixBuses {
    let instruments = RemixInstruments(for: plan)
    let drums = instruments.kit.makeAll()
    var renderer = SegmentRenderer(plan: plan, instruments: instruments)
    return renderer.render(segment: index, source: song.span, drums: drums.span)
  }

  static func sum(_ buses: MixBuses) -> StereoBuffer {
    var sum = StereoBuffer(count: buses.count)
    var span = sum.mutableSpan
    buses.sum(into: &span)
    return sum
  }

  private static func forEachSegment(of plan: RemixPlan, song: StereoBuffer, _ body: (MixBuses) -> Void) {
    let instruments = RemixInstruments(for: plan)
    let drums = instruments.kit.makeAll()
    var renderer = SegmentRenderer(plan: plan, instruments: instruments)
    for index in 0..<plan.segmentCount {
      body(renderer.render(segment: index, source: song.span, drums: drums.span))
    }
  }

  private static func append(_ part: StereoBuffer, to whole: inout StereoBuffer) {
    whole = StereoBuffer(left: whole.left + part.left, right: whole.right + part.right)
  }

  static func isFinite(_ sound: StereoBuffer) -> Bool {
    sound.left.allSatisfy(\.isFinite) && sound.right.allSatisfy(\.isFinite)
  }

  /// The mean square of the left channel.
  static func power(of sound: StereoBuffer, _ range: Range<Int>) -> Float {
    sound.left[range].reduce(0) { $0 + $1 * $1 } / Float(range.count)
  }
}
