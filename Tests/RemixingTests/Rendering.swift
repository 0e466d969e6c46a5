import Audio
import Remixing

/// Renders for tests.
enum Rendering {
  static func whole(_ plan: RemixPlan, of song: StereoBuffer) -> StereoBuffer {
    var renderer = SegmentRenderer(plan: plan)
    var mix = StereoBuffer(count: 0)
    for index in 0..<plan.segmentCount {
      let segment = segment(index, of: plan, song: song, renderer: &renderer)
      mix.left += segment.left
      mix.right += segment.right
    }
    return mix
  }

  static func segment(_ index: Int, of plan: RemixPlan, song: StereoBuffer) -> StereoBuffer {
    var renderer = SegmentRenderer(plan: plan)
    return segment(index, of: plan, song: song, renderer: &renderer)
  }

  private static func segment(
    _ index: Int, of plan: RemixPlan, song: StereoBuffer, renderer: inout SegmentRenderer
  ) -> StereoBuffer {
    var output = StereoBuffer(count: plan.range(ofSegment: index).count)
    var span = output.mutableSpan
    renderer.render(segment: index, source: song.span, into: &span)
    return output
  }

  static func isFinite(_ sound: StereoBuffer) -> Bool {
    sound.left.allSatisfy(\.isFinite) && sound.right.allSatisfy(\.isFinite)
  }

  /// The mean square of the left channel.
  static func power(of sound: StereoBuffer, _ range: Range<Int>) -> Float {
    sound.left[range].reduce(0) { $0 + $1 * $1 } / Float(range.count)
  }
}
